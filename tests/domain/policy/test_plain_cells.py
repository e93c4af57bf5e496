"""What a cell says without Markdown's marks, as a reader of the printed page sees it."""

from __future__ import annotations

import pytest

from demur.domain.policy.markdown import plain


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("**dentist**, lab, *hospital*", "dentist, lab, hospital"),
        ("***both*** or __one__ or _the other_", "both or one or the other"),
        ("`call` and ``stop``", "call and stop"),
        ("[Képpont](https://keppont.example/a) Kft.", "Képpont Kft."),
        ("first<br>second<br/>third", "first second third"),
        ("**{item}**: új", "{item}: új"),
    ],
)
def test_marks_within_a_cell_are_not_its_words(cell: str, said: str) -> None:
    assert plain(cell) == said


@pytest.mark.parametrize(
    "cell",
    [
        *("*", "a * b * c", "2*3*4", "snake_case_name", "{our_number} and {right_number}"),
        *("*open", "** apart **", "[1] and (2)", "5 * 3"),
    ],
)
def test_what_is_no_mark_stays(cell: str) -> None:
    assert plain(cell) == cell


def test_an_escaped_mark_is_the_sign_itself() -> None:
    assert plain(r"\*not\* \_this\_ \[x\](y) \`z\`") == "*not* _this_ [x](y) `z`"
