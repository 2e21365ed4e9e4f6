"""`python -m ses_plugin.adapters.lm_eval …`: the command `lm_eval`, which knows the model `ses` then."""

from lm_eval.__main__ import cli_evaluate

from ses_plugin.adapters.lm_eval.model import register_ses_model

if __name__ == "__main__":
    register_ses_model()
    cli_evaluate()
