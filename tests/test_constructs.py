"""The table of constructs says what the programs do, and misses none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.constructs import Construct, groups, line, outcome, page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "constructs.md"
ALL = [c for _, constructs in groups() for c in constructs]


@pytest.mark.parametrize("c", ALL, ids=lambda c: c.name)
def test_construct(c: Construct) -> None:
    written = PAGE.read_text(encoding="utf-8").splitlines()
    assert line(c, outcome(c)) in written, "run `python docs/write_constructs.py`"


def test_the_table_is_whole() -> None:
    """Headings, order and number of lines; what they say is tested one by one."""
    written = PAGE.read_text(encoding="utf-8").splitlines()
    expected = page(lambda c: ("", "", "")).splitlines()
    assert [text.split(" | ")[0] for text in written] == [text.split(" | ")[0] for text in expected]


def test_every_construct_has_a_line_of_its_own() -> None:
    assert len({c.text for c in ALL}) == len(ALL)
    assert len({c.name for c in ALL}) == len(ALL)
