"""The command that runs random programs by the thousand."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import fuzz
from tests.oracle import ROOT

TEXTS = """
from tests.fuzz import MAKING
for kind, make in MAKING.items():
    for seed in range(20):
        program = make(seed)
        print(kind, seed, getattr(program, "text", None) or program)
"""


def test_a_seed_is_a_program() -> None:
    """The same in every process, or a failure could not be found again."""
    found = []
    for hashes in ("0", "8"):
        environment = {**os.environ, "PYTHONHASHSEED": hashes}
        command = [sys.executable, "-c", TEXTS]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        found.append(done.stdout)
    assert found[0] == found[1] and "def f(x" in found[0] and " object at 0x" not in found[0]


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
