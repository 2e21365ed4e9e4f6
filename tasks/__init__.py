"""lm-eval task files, one folder a family; found through `ses_plugin.tasks`."""
