"""The extra `inspect`: Inspect's own `eval`, with our solver and scorer and a model that is scripted."""

from __future__ import annotations

import tempfile
from typing import Any

import inspect_ai
from common import PRIVATE, RIGHT, STATEMENT, coded, reply
from inspect_ai.dataset import Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.util import registry_create

from ses_plugin.adapters.inspect import passes_tests, ses


def scripted(messages: Any, tools: Any, choice: Any, config: Any) -> ModelOutput:
    output = ModelOutput.from_content("mockllm/model", reply(messages[-1].text, config.seed or 0))
    # Without it Inspect counts tokens, for which it wants a file from the network.
    output.usage = ModelUsage(input_tokens=5, output_tokens=3, total_tokens=8)
    return output


task = inspect_ai.Task(
    dataset=[Sample(input=STATEMENT, metadata={"private_tests": PRIVATE})],
    solver=ses(k=3),
    scorer=passes_tests(),
)
with tempfile.TemporaryDirectory() as folder:
    model = get_model("mockllm/model", custom_outputs=scripted, memoize=False)
    (log,) = inspect_ai.eval(task, model=model, log_dir=folder, display="none")
    assert log.status == "success", log.error
    (sample,) = log.samples
    assert sample.output.completion == coded(RIGHT)
    assert sample.store["ses"]["verified"]
    assert sample.scores["passes_tests"].explanation == "2 of 2 tests passed: AC AC"
assert registry_create("solver", "ses_plugin/ses", strategy="self-fix", turns=2)
assert registry_create("scorer", "ses_plugin/passes_tests")
print("used")
