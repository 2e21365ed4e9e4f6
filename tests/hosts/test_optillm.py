"""The plugin file, loaded and called as optillm 0.4 does it. (Itself it needs torch and 40 others.)"""

from __future__ import annotations

import inspect
import json
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import openai
import pytest

import ses_plugin.adapters
from ses_plugin.errors import UsageError
from tests.hosts.scripted_server import Answer, serving
from tests.hosts.test_litellm import RIGHT, STATEMENT, solver

pytestmark = pytest.mark.filterwarnings("ignore")


def plugin() -> Any:
    (folder,) = ses_plugin.adapters.__path__
    spec = spec_from_file_location("ses", f"{folder}/optillm/plugins/ses.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def script(request: dict[str, Any]) -> Any:
    if request["messages"][-1]["content"] != STATEMENT:
        return solver(request)
    return solver({**request, "messages": [{"content": f"Solve {STATEMENT}"}]})


def test_the_plugin_solves_with_optillms_client() -> None:
    loaded = plugin()
    assert {"request_config", "messages"} <= set(inspect.signature(loaded.run).parameters)
    config = {"stream": True, "n": 1, "temperature": 0.5, "ses": {"k": 3}, "optillm_approach": "ses"}
    with serving(script) as server, openai.OpenAI(base_url=server.base, api_key="k") as client:
        text, tokens = loaded.run("Be brief.", STATEMENT, client, "m", request_config=config)
        loaded.run("", STATEMENT, client, "m", {}, messages=[{"role": "user", "content": STATEMENT}])
    assert loaded.SLUG == "ses"
    assert RIGHT in text
    assert tokens > 20
    first = server.asked[0]
    assert first["messages"][0] == {"role": "system", "content": "Be brief."}
    assert first["temperature"] == 0.5
    assert not {"ses", "stream", "optillm_approach"} & set(first)


ASKED = [{"role": "user", "content": STATEMENT}]


def test_a_single_answer_is_the_whole_completion_with_the_report() -> None:
    config = {"n": 1, "stream": False, "ses_k": 3}
    with serving(script) as server, openai.OpenAI(base_url=server.base, api_key="k") as client:
        row, tokens = plugin().run("", STATEMENT, client, "m", config, messages=ASKED)
    json.dumps(row)
    assert RIGHT in row["choices"][0]["message"]["content"]
    assert (row["ses"]["verified"], tokens) == (True, 0)
    assert row["usage"]["completion_tokens"] > 20


def test_n_answers_are_found_and_paid_for_once() -> None:
    loaded, config = plugin(), {"n": 3, "stream": False, "ses_k": 3}
    with serving(script) as server, openai.OpenAI(base_url=server.base, api_key="k") as client:
        answers = [loaded.run("", STATEMENT, client, "m", config, messages=ASKED) for _ in range(3)]
        drawn = sum(request["messages"] == ASKED for request in server.asked)
        assert drawn == 3
        loaded.run("", STATEMENT, client, "m", dict(config), messages=ASKED)  # another request
        assert sum(request["messages"] == ASKED for request in server.asked) == 6
    texts = [text for text, _ in answers]
    assert len(set(texts)) == 3
    assert RIGHT in texts[0]
    assert [tokens > 0 for _, tokens in answers] == [True, False, False]


def test_the_plain_models_answers_are_asked_for_one_by_one_where_a_server_gives_one() -> None:
    said = iter(("Hello.", "Hi."))
    loaded, config = plugin(), {"n": 2}
    with (
        serving(lambda request: Answer(next(said))) as server,
        openai.OpenAI(base_url=server.base, api_key="k") as client,
    ):
        texts = [loaded.run("", "Say hello.", client, "m", config)[0] for _ in range(2)]
    assert texts == ["Hello.", "Hi."]


def test_wrong_options_are_an_error_that_says_so() -> None:
    with (
        serving(script) as server,
        openai.OpenAI(base_url=server.base, api_key="k") as client,
        pytest.raises(UsageError, match="ses option 'kk': no such option"),
    ):
        plugin().run("", STATEMENT, client, "m", {"ses_kk": 1}, messages=ASKED)
    assert not server.asked


def test_optillms_server_gives_them_status_400_and_keeps_the_report() -> None:
    """A server that answers as optillm's does: any error by status 500, texts in a response of its own."""
    flask = pytest.importorskip("flask")
    app, loaded = flask.Flask("optillm"), plugin()

    @app.post("/")  # type: ignore[untyped-decorator]  # mypy does not see Flask
    def proxy() -> Any:
        config = flask.request.get_json()
        try:
            texts = [loaded.run("", STATEMENT, client, "m", config)[0] for _ in range(config["n"])]
        except Exception as error:
            return flask.jsonify({"error": str(error)}), 500
        return flask.jsonify({"choices": [{"message": {"content": text}} for text in texts]})

    with serving(script) as server, openai.OpenAI(base_url=server.base, api_key="k") as client:
        wrong = app.test_client().post("/", json={"n": 1, "ses_kk": 1})
        right = app.test_client().post("/", json={"n": 2, "ses_k": 3})
    assert wrong.status_code == 400
    assert "no such option" in wrong.get_json()["error"]["message"]
    assert right.status_code == 200
    assert right.get_json()["ses"]["verified"]
    assert len(right.get_json()["choices"]) == 2
