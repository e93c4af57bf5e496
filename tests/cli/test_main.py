"""`demur` itself: quick, helpful, and never a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from demur import cli

ENDS = {
    ("nonsense",): "No such command 'nonsense'. See demur --help.",
    ("ask",): "Missing argument 'need'. See demur ask --help.",
    ("user", "add", "Kata", "--role", "king"): "'king' is not one of",
    ("policy", "adopt", "x.md", "--by", "A", "--from", "tomorrow"): "'tomorrow' does not match",
}


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command as a person runs it."""
    import os

    return subprocess.run(
        [sys.executable, "-m", "demur", *words],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_a_word_it_says_what_there_is() -> None:
    done = run()
    assert done.returncode == 0
    assert all(command in done.stdout for command in cli.COMMANDS)


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0, done.stderr
    within = getattr(cli.COMMANDS[command].load(command), "commands", {})
    pages = [run(command, one, "--help").stdout for one in within] or [done.stdout]
    assert all("Example: demur" in " ".join(page.split()) for page in pages)


@pytest.mark.parametrize("words", ENDS, ids=" ".join)
def test_a_wrong_call_ends_with_one_clear_line(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert ENDS[words] in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


def test_the_list_of_commands_loads_neither_django_nor_a_dictionary() -> None:
    source = "import sys, demur.cli; print({'django', 'tantivy', 'pymorphy3'} & {*sys.modules})"
    words = [sys.executable, "-c", source]
    assert subprocess.check_output(words, text=True, timeout=60).strip() == "set()"


def test_a_fault_is_one_line_and_the_traceback_is_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "get_command", lambda _: _fails)
    monkeypatch.delenv("DEMUR_TRACE", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "ZeroDivisionError" in told
    monkeypatch.setenv("DEMUR_TRACE", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main()


def _fails(**_: object) -> None:
    raise ZeroDivisionError("two\nlines")


def test_an_unwritable_folder_is_one_line(tmp_path: object) -> None:
    done = run("doctor", DEMUR_DATA="/proc/nowhere")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "DEMUR_DATA=/proc/nowhere" in done.stderr


def test_it_says_which_version_it_is() -> None:
    from demur import __version__

    assert run("--version").stdout == f"demur {__version__}\n"
