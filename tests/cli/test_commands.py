"""Every command's contract: output, exit codes, and that nothing private or surprising is printed."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import DEMO, Cli
from tests.fakes.claude_server import claude_server

PRIVATE = "Summarise: Robin Sample, MRN 00418273, admitted 3 March with atrial fibrillation"


def test_ask_answers_from_a_document_and_keeps_the_conversation(cli: Cli) -> None:
    question = "Which anticoagulant was started?"
    done = cli("ask", "--document", str(DEMO / "discharge-summary.pdf"), "--json", question)
    assert done.code == 0, done.err
    answer = done.json
    assert answer["route"] == "local"
    assert "pixaban" in answer["text"]
    (citation,) = answer["citations"]
    assert (citation["document"], citation["page"]) == ("discharge-summary.pdf", 2)
    assert citation["quote"].startswith("Apixaban 5 mg")
    assert set(citation["boxes"][0]) == {"left", "top", "right", "bottom"}
    assert set(answer["usage"]) == {
        "prompt_tokens",
        "cached_tokens",
        "completion_tokens",
        "ttft_ms",
        "total_ms",
        "tokens_per_second",
    }
    assert set(answer["cost"]) == {"amount_usd", "energy_wh", "basis"}
    assert answer["review"] is None
    assert question in cli("chats", "list").out
    shown = cli("chats", "show", "1").out
    assert question in shown
    assert answer["text"] in shown


def test_ask_prints_words_citation_and_figures_on_a_terminal(cli: Cli) -> None:
    done = cli("ask", "--document", str(DEMO / "discharge-summary.pdf"), "Which anticoagulant was started?")
    assert done.code == 0
    for part in (
        "pixaban",
        "[1] discharge-summary.pdf, page 2",
        "This computer",
        "to first word",
        "tokens/s",
        "$0.00",
        "Wh",
    ):
        assert part in done.out


def test_ask_for_the_cloud_is_refused_with_the_reason_and_nothing_is_sent(cli: Cli) -> None:
    with claude_server() as server:
        (cli.folder / "settings.json").write_text(json.dumps({"cloud_address": server.address}))
        done = cli("ask", "--cloud", PRIVATE)
        assert server.received == []
    assert done.code == 1
    assert done.out == ""
    assert "not sent" in done.err
    assert "1 name" in done.err
    assert "Robin" not in done.err


def test_a_harmless_question_goes_to_claude_and_the_key_stays_in_the_keyring(keyring_cli: Cli) -> None:
    assert keyring_cli("key", "status").code == 1
    assert "SecretService" in keyring_cli("key", "set", stdin="sk-ant-test\n").out
    assert keyring_cli("key", "status", "--json").json == {
        "present": True,
        "backend": "keyring.backends.SecretService.Keyring",
    }
    with claude_server() as server:
        (keyring_cli.folder / "settings.json").write_text(json.dumps({"cloud_address": server.address}))
        done = keyring_cli("ask", "--cloud", "--json", "Which steps does good hand washing have?")
        assert done.code == 0, done.err
        assert len(server.received) == 1
    assert (done.json["text"], done.json["route"]) == ("Wash your hands.", "cloud")
    assert done.json["review"]["decision"] == "cleared"
    assert done.json["cost"]["amount_usd"] == pytest.approx(0.000643)
    for path in keyring_cli.folder.rglob("*"):
        assert not path.is_file() or b"sk-ant-test" not in path.read_bytes()
    assert keyring_cli("key", "remove").code == 0
    assert keyring_cli("key", "remove").code == 1


def test_a_policy_that_forbids_the_cloud_is_obeyed(cli: Cli, tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"schema": 1, "organisation": "Northfield", "settings": {"cloud_allowed": {"value": false}}}')
    done = cli("--policy", str(policy), "ask", "--cloud", "hello")
    assert done.code == 1
    assert "switched off" in done.err
    policy.write_text("{")
    assert cli("--policy", str(policy), "ask", "--cloud", "hello").code == 1


def test_scan_says_its_verdict_by_exit_code_and_hides_the_text(cli: Cli) -> None:
    blocked = cli("scan", "-", stdin=PRIVATE)
    assert blocked.code == 1
    assert "Robin" not in blocked.out + blocked.err
    shown = cli("scan", "--show-text", "--json", "-", stdin=PRIVATE)
    assert "Robin Sample" in [finding["text"] for finding in shown.json["findings"]]
    assert set(shown.json) == {"decision", "profile", "characters", "elapsed_ms", "findings", "reasons"}
    assert cli("scan", "-", stdin="How is hypertension treated?").code == 0
    assert cli("scan", str(DEMO / "discharge-summary.pdf")).code == 1
    assert not (cli.folder / "cloister.db").exists()


def test_scan_reads_lines_and_answers_in_order(cli: Cli) -> None:
    texts = ["Write a haiku about autumn", PRIVATE, "Explain Graves disease"]
    lines = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts))
    done = cli("scan", "--jsonl", "-", stdin=lines)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [(row["id"], row["decision"]) for row in rows] == [(0, "cleared"), (1, "blocked"), (2, "cleared")]
    assert cli("scan", "--jsonl", "-", stdin="{\n").code == 2


def test_documents_are_indexed_searched_and_removed(cli: Cli) -> None:
    guideline = str(DEMO / "hand-hygiene-guideline.pdf")
    rows = cli("index", "add", guideline, "--json").json["documents"]
    assert [(row["pages"], row["status"], row["problem"]) for row in rows] == [(2, "read", "")]
    found = cli("search", "--json", "gloves").json
    assert found["hits"][0]["document"] == "hand-hygiene-guideline.pdf"
    assert "love" in found["hits"][0]["text"]
    assert cli("index", "remove", guideline).code == 0
    assert cli("index", "list", "--json").json == {"documents": []}
    assert cli("search", "gloves").code == 2


def test_models_and_devices_need_no_database(cli: Cli) -> None:
    models = cli("models", "list", "--json").json["models"]
    assert models[0]["id"] == "smollm2-135m"
    assert models[0]["installed"]
    assert cli("models", "verify", "smollm2-135m").code == 0
    assert cli("models", "recommend").code == 0
    devices = cli("devices", "--json").json
    assert devices["devices"]
    assert set(devices["devices"][0]) >= {"name", "backend", "memory_total", "memory_free"}
    assert not (cli.folder / "cloister.db").exists()


def test_doctor_names_what_does_not_hold(cli: Cli) -> None:
    done = cli("doctor", "--json")
    checks = {check["name"]: check for check in done.json["checks"]}
    assert not checks.pop("keyring")["ok"]
    assert all(check["ok"] for check in checks.values()), checks
    assert done.code == 1
    assert checks["isolation of the model"]["detail"].endswith("11 of 11 ways out refused")


def test_help_reads_like_documentation(cli: Cli) -> None:
    top = cli("--help")
    assert top.code == 0
    for command in ("ask", "scan", "index", "search", "chats", "key", "models", "devices", "doctor", "bench"):
        assert command in top.out
        assert len(cli(command, "--help").out.splitlines()) > 3


def test_the_window_without_a_display_is_a_sentence(cli: Cli) -> None:
    done = cli()
    assert done.code == 3
    assert "no display" in done.err
