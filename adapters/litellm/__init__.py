"""Models behind an API, by LiteLLM: any provider that it knows, and any OpenAI-compatible server."""

from ses_plugin.adapters.litellm.backend import Backend
from ses_plugin.adapters.litellm.models import Calling, Model, Models

__all__ = ["Backend", "Calling", "Model", "Models"]
