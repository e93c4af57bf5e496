"""A dictionary is read once, where its language is spoken, and before a caller waits for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.world import world

ONE_LANGUAGE = """
import sys
from demur.domain.policy import document, lint
TEXT = '''# Policy of Test Ltd

| Question | Possible answers |
|---|---|
| Client | key, new |

## Tone
| Language | Do not say → say instead |
|---|---|
| {lang} | {entry} → {instead} |

## Table T: exactly one row fits every case
| No. | Client | → Say |
|---|---|---|
| T1 | any | W1 |

| Say | {lang} |
|---|---|
| W1 | {sentence} |
'''
assert "barred-word" in [each.code for each in lint.check(document.read(TEXT.encode()))]
print(*sorted({{"hunspell", "pymorphy3"}} & sys.modules.keys()))
"""
AT_ONCE = """
import threading
from demur.domain import dictionaries
found = []
def read():
    found.append((id(dictionaries.hungarian()), id(dictionaries.russian())))
threads = [threading.Thread(target=read) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(set(found)))
"""
SERVED = """
import sys, threading
import demur.asgi
for thread in threading.enumerate():
    if thread.name == "warm-up": thread.join(60)
print(*sorted({"hunspell", "pymorphy3"} & sys.modules.keys()))
"""


def run(source: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def checked(lang: str, entry: str, instead: str, sentence: str) -> str:
    said = {"lang": lang, "entry": entry, "instead": instead, "sentence": sentence}
    return run(ONE_LANGUAGE.format(**said))


def test_a_document_waits_for_no_language_that_it_does_not_speak() -> None:
    assert checked("en", "problem", "matter", "No problems at all.") == ""
    assert checked("ru", "проблема", "вопрос", "Без проблем.") == "pymorphy3"
    assert checked("hu", "gond", "helyzet", "Gondunk van.") == "hunspell"


def test_callers_at_the_same_moment_read_a_dictionary_once() -> None:
    assert run(AT_ONCE) == "1"


def test_a_server_reads_them_before_the_first_caller(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        assert here.python(SERVED).stdout.strip().splitlines()[-1] == "hunspell pymorphy3"
