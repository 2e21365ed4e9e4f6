"""The Python API: what `ses_plugin` itself offers by name. `docs/api.md` is the guide."""
