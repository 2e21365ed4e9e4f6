# tries: to import the judge
# expects: ok
import importlib

for name in ("ses_plugin", "ses_plugin.execution", "inside", "inside.program", "pytest", "lm_eval"):
    try:
        importlib.import_module(name)
    except ImportError:
        continue
    raise SystemExit(name)
