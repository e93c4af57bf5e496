"""Whatever the bytes, reading ends in findings with a line and a sentence: never a crash."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import document, lint
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source

QUICK, DEEP, BATCH = 400, 200_000, 500
LONGEST: Final = 5.0

ODD: Final = (
    *("|", "|" * 50, "\\|", "\r", "\x00", "\u200b", "\u202e", "\ufeff", "\u0301" * 20, "{", "}"),
    *("{item}", "{}", "{{", "→", "->", "not", "or", "unknown", "any", "–", "..", "[4..30]", "((("),
    *("9" * 400, "-0", "1e999", "½", "٣", "Ⅷ", "2026-02-30", "24:61", "0–", "–9", "<= 3", "]1..5["),
    *("<script>alert(1)</script>", "[x](javascript:alert(1))", "&#0;", "&amp;#x110000;", "<!--"),
    *("```", "~~~~", "---", "# ", "###### T", "> > > > ", "- - - - ", "%s %n {0}", "\ud800", "𝔘𝔫𝔦"),
    *("nem tudom", "не знаю", "problem → problem", "A; A; A", '"', "„", "«", "ß", "ı", "İ", "ﬀ"),
)
HEADS: Final = (
    "| Question | What it means | Possible answers |",
    "| No. | Reason | → Step |",
    "| Language | Do not say → say instead |",
    "| Say | hu | ru | en |",
    "| Table | Case | Must be row |",
    "| Table | Case |",
    "| Version | In force from | Languages |",
    "## X (table X: exactly one row fits every case)",
    "## Y (table X: all rows that fit apply)",
    "|---|---|---|",
)

# ---- mutations: lines in, lines out


def _flip(lines: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(lines))
    line = lines[at]
    place = rng.randrange(len(line) + 1)
    odd = rng.choice([*ODD, chr(rng.randrange(0x20, 0xD7FF)), chr(rng.randrange(0x10000, 0x1FFFF))])
    lines[at] = line[:place] + odd + line[place + rng.randrange(3) :]


def _swap_cells(lines: list[str], rng: random.Random) -> None:
    rows = [at for at, line in enumerate(lines) if line.count("|") > 2]
    if not rows:
        return
    one, other = rng.choice(rows), rng.choice(rows)
    left, right = lines[one].split("|"), lines[other].split("|")
    here, there = rng.randrange(len(left)), rng.randrange(len(right))
    left[here] = right[there]
    lines[one] = "|".join(left)


def _drop(lines: list[str], rng: random.Random) -> None:
    del lines[rng.randrange(len(lines))]
    if not lines:
        lines.append("")


def _double(lines: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(lines))
    lines.insert(rng.randrange(len(lines)), lines[at])


def _splice(lines: list[str], rng: random.Random) -> None:
    other = TEXTS[rng.choice(list(Lang))]
    start = rng.randrange(len(other))
    at = rng.randrange(len(lines))
    lines[at : at + rng.randrange(10)] = other[start : start + rng.randrange(1, 30)]


def _invent(lines: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(lines))
    cells = [rng.choice([*ODD, *HEADS]) for _ in range(rng.randrange(1, 6))]
    lines.insert(at, rng.choice([rng.choice(HEADS), f"| {' | '.join(cells)} |"]))


def _shuffle_words(lines: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(lines))
    words = lines[at].split(" ")
    rng.shuffle(words)
    lines[at] = " ".join(words)


MUTATIONS: Final[tuple[Callable[[list[str], random.Random], None], ...]] = (
    *(_flip, _flip, _swap_cells, _swap_cells, _drop, _double, _splice, _invent, _shuffle_words),
)
TEXTS: Final = {lang: source(lang).decode().split("\n") for lang in Lang}


def mutant(seed: int) -> bytes:
    """A document that somebody, or something, has been at."""
    rng = random.Random(seed)
    lines = list(TEXTS[rng.choice(list(Lang))])
    if rng.random() < 0.1:
        lines = [rng.choice([*HEADS, *ODD]) for _ in range(rng.randrange(1, 40))]
    for _ in range(rng.choice([1, 1, 2, 3, 5, 10, 40])):
        rng.choice(MUTATIONS)(lines, rng)
    text = rng.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines)
    raw = bytearray(_encoded(text, rng))
    if rng.random() < 0.2:
        for _ in range(rng.randrange(1, 30)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw[: rng.randrange(1, len(raw) + 1)] if rng.random() < 0.05 else raw)


def _encoded(text: str, rng: random.Random) -> bytes:
    name = rng.choice(["utf-8"] * 16 + ["utf-16", "utf-16-be", "cp1250", "cp1251", "utf-32"])
    if name == "utf-8":
        return text.encode("utf-8", "surrogatepass") or b" "
    return text.encode(name, "replace") or b" "


def looked_over(raw: bytes) -> tuple[Policy | None, tuple[Finding, ...]]:
    """Read and check a document, and hold what comes out to what is promised."""
    read = document.read(raw)
    findings = lint.check(read)
    lines = raw.count(b"\n") + raw.count(b"\r") + 1
    for finding in findings:
        assert 1 <= finding.line <= lines, finding
        assert finding.message.strip(), finding
        json.dumps(finding.message).encode()
        finding.message.encode()
    assert read.policy is not None or findings
    return read.policy, findings


# ---- the proofs


@pytest.mark.parametrize("batch", range(4))
def test_a_damaged_document_ends_in_findings(batch: int) -> None:
    for seed in range(batch * QUICK // 4, (batch + 1) * QUICK // 4):
        looked_over(mutant(seed))


def _crashes(seeds: range) -> list[str]:
    """Name the documents that raised or took too long, by the processor's time: others work too."""
    found = []
    for seed in seeds:
        start = time.process_time()
        try:
            looked_over(mutant(seed))
        except Exception as error:  # every kind is a find, and the seed brings it back
            found.append(f"{seed}: {error!r}")
        if (took := time.process_time() - start) > LONGEST:
            found.append(f"{seed}: {took:.1f} s")
    return found


@pytest.mark.deep
def test_of_two_hundred_thousand_damaged_documents_none_crashes() -> None:
    batches = [range(start, start + BATCH) for start in range(QUICK, QUICK + DEEP, BATCH)]
    with multiprocessing.get_context("spawn").Pool() as pool:
        crashes = [each for found in pool.imap_unordered(_crashes, batches) for each in found]
    assert not crashes, crashes[:100]


HEAD: Final = (
    "| Question | Possible answers |\n|---|---|\n| Reason | a, b |\n| Wait | 0–99 days |\n\n"
)
TABLE: Final = "## T (table T: read from the top, the first row that fits decides)\n"
HOSTILE: Final[dict[str, bytes | str]] = {
    "a file of 50 MB": b"a" * 50_000_000,
    "nothing but line ends": b"\n" * 7_900_000,
    "a heading of 7 MB": b"# a" + b" " * 7_000_000 + b"x",
    "a hundred thousand pipes": f"{HEAD}{TABLE}{'|' * 100_000}\n{'|---' * 100_000}|\n| a |\n",
    "500 columns": f"{HEAD}{TABLE}| No. {'| Reason ' * 500}| → Step |\n{'|---' * 502}|\n",
    "a table without a header": f"{HEAD}{TABLE}|---|---|\n| T1 | a |\n",
    "half a table": f"{HEAD}{TABLE}| No. | Reason | → Step |\n| T1 | a | serve |\n",
    "5,000 rows of free text": f"{HEAD}{TABLE}| No. | Reason | → Note |\n|---|---|---|\n"
    + "".join(f"| T{at} | any | zqx{at} vwk{at} |\n" for at in range(1, 5_001)),
    "5,000 questions": "| Question | Possible answers |\n|---|---|\n"
    + "".join(f"| Q{at} | {', '.join(f'x{at}y{n}' for n in range(50))} |\n" for at in range(5_000))
    + f"{TABLE}| No. | Q1 | → Step |\n|---|---|---|\n| T1 | any | serve |\n",
    "100,000 barred words": f"{HEAD}{TABLE}| No. | Reason | → Say |\n|---|---|---|\n"
    "| T1 | any | W |\n\n| Language | Do not say → say instead |\n|---|---|\n"
    + "".join(
        f"| hu | {'; '.join(f'nem x{at}y{n} → nem' for n in range(50))} |\n" for at in range(2_000)
    )
    + "\n| Say | hu |\n|---|---|\n"
    + "".join(f"| W{at} | {'nem ' * 400} |\n" for at in range(60)),
    "deep nesting": f"{'> ' * 2_000}{'- ' * 2_000}\n{HEAD}{TABLE}"
    f"| No. | Reason | → Step |\n|---|---|---|\n| T1 | {'(' * 1_900} | serve |\n"
    f"| T2 | {'not ' * 400}a | serve |\n| T3 | {'not(' * 400} | serve |\n",
    "hostile HTML": f"{HEAD}{TABLE}| No. | Reason | → Note |\n|---|---|---|\n"
    "| T1 | a | <img src=x onerror=alert(1)> [x](javascript:alert(1)) |\n",
    "NUL": b"\0" * 10_000,
    "half characters": HEAD.encode() + "\ud800".encode("utf-8", "surrogatepass"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_read_in_five_seconds_or_given_up_on(name: str) -> None:
    made = HOSTILE[name]
    start = time.process_time()
    _, findings = looked_over(made if isinstance(made, bytes) else made.encode())
    took = time.process_time() - start
    assert findings
    assert took < LONGEST or any(finding.code is Code.GAVE_UP for finding in findings)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("cp1251", "windows-1251"), ("cp1250", "windows-1250")],
)
def test_a_document_saved_in_an_old_way_is_read_and_told_so(encoding: str, name: str) -> None:
    text = source(Lang.RU if encoding == "cp1251" else Lang.HU).decode().replace("→", "->")
    policy, findings = looked_over(text.encode(encoding, "replace"))
    assert policy is not None
    (told,) = (each for each in findings if each.code is Code.ENCODING)
    assert name in told.message


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\u00ad", "\u2066"])
def test_a_mark_that_nobody_sees_is_reported_where_it_stands(mark: str) -> None:
    raw = source(Lang.EN).decode().replace("| Reason |", f"| Rea{mark}son |", 1).encode()
    policy, findings = looked_over(raw)
    assert policy is not None
    assert "Reason" in policy.questions
    (told,) = (each for each in findings if each.code is Code.ENCODING)
    assert f"Rea{mark}son".encode() in raw.split(b"\n")[told.line - 1]


@given(st.binary(max_size=2_000))
def test_any_bytes_at_all_end_in_findings(raw: bytes) -> None:
    policy, findings = looked_over(raw)
    assert policy is None
    assert findings


# ---- what is told


WIDE: Final = {
    "en": ("| Question | Possible answers |", "No.", "This table has 502 columns"),
    "hu": ("| Kérdés | Lehetséges válaszok |", "Sorszám", "Ennek a táblázatnak 502 oszlopa van"),
    "ru": ("| Вопрос | Возможные ответы |", "№", "В этой таблице столбцов: 502"),
}


def told(text: str) -> list[Finding]:
    found = lint.check(document.read(text.encode()))
    return [each for each in found if each.code is not Code.METADATA]


@pytest.mark.parametrize("lang", WIDE)
def test_of_a_table_too_wide_to_read_only_that_is_said(lang: str) -> None:
    asked, number, sentence = WIDE[lang]
    wide = f"| {number} {'| Q ' * 500}| → R |\n{'|---' * 502}|\n| W1 {'| a ' * 501}|\n"
    whole = f"{asked}\n|---|---|\n| Q | a, b |\n\n## W (exactly one row fits every case)\n{wide}"
    (found,) = told(whole)
    assert (found.code, found.line) == (Code.GAVE_UP, 6)
    assert found.message.startswith(sentence)
    assert {each.code for each in told(wide)} <= {Code.GAVE_UP, Code.NO_QUESTIONS}


def test_a_wide_table_of_sentences_is_given_up_too() -> None:
    wide = f"| Say | en {'| x ' * 90}|\n{'|---' * 92}|\n| W1 | Hello |\n"
    assert Code.GAVE_UP in {each.code for each in told(wide)}


def test_a_nul_in_a_word_is_told_as_such_and_the_word_is_read_without_it() -> None:
    text = "| Question | Possible answers |\n|---|---|\n| Bread | r\0ye, wheat |\n\n"
    rows = "## T (table T)\n| No. | Bread | → R |\n|---|---|---|\n| T1 | any | x |\n"
    (found,) = told(text + rows + "| T2 | rye | y |\n")[:1]
    assert (found.code, found.line) == (Code.ENCODING, 3)
    assert "NUL characters" in found.message
    policy = document.read((text + rows).encode()).policy
    assert policy
    assert policy.questions["Bread"].domain.choices() == "rye, wheat"


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0", "is no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text"),
        (b"", "is no text"),
        ("# Политика отказов\n".encode("utf-16-le"), "UTF-16"),
        ("# Refusal policy\n".encode("utf-16-be"), "UTF-16"),
    ],
)
def test_a_file_that_is_no_text_is_called_so(start: bytes, said: str) -> None:
    noise = random.Random(7).randbytes(4_000) if said == "is no text" else b""
    found = document.read(start + noise).findings
    assert [said in each.message for each in found if each.code is Code.ENCODING] == [True]
