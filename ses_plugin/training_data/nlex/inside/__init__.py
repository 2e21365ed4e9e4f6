"""Code that runs in the sandbox, beside a harvested function; it uses the standard library alone."""
