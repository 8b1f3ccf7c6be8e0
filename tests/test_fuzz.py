"""The command that runs random programs by the thousand."""

from __future__ import annotations

import pytest

from tests import fuzz


def test_counts_what_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["lists", "0", "2", "--jobs", "1"]) == 0
    assert capsys.readouterr().out == "lists, order 1, seeds 0-1: {'right': 2}\n"


def test_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(seed: int, order: int) -> bool:
        assert seed == 0 and order == 1, "differs"
        raise KeyError(seed)

    monkeypatch.setitem(fuzz.KINDS, "lists", wrong)
    assert fuzz.answer(("lists", 0, 1, 5)) == (0, "EXCEPTION", "KeyError: 0")
    assert fuzz.answer(("lists", 0, 2, 5))[1] == "WRONG"


def test_gives_a_program_up_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(seed: int, order: int) -> bool:
        while True:
            try:
                seed += order
            except Exception:
                return False

    monkeypatch.setitem(fuzz.KINDS, "lists", endless)
    assert fuzz.answer(("lists", 0, 1, 1)) == (0, "over 1 s", "")
