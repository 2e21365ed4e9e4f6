"""The SES tasks of lm-eval-harness: what the YAML files in `tasks/` refer to."""
