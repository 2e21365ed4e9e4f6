"""Models behind an API, by LiteLLM: any provider that it knows, and any OpenAI-compatible server."""

from ses_plugin.adapters.litellm.backend import LiteLLMBackend
from ses_plugin.adapters.litellm.models import CallSettings, ModelConfig, ModelRoles

__all__ = ["CallSettings", "LiteLLMBackend", "ModelConfig", "ModelRoles"]
