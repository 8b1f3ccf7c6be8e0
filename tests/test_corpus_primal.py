"""The corpus itself: the primals run, are deterministic and smooth enough, and cover the list of pitfalls.

The last test runs the whole oracle with derivatives made of differences, so that a program that cannot be
checked (a kink at the point, an unstable difference) is found here and not in the compiler.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import zlib

import pytest

from tests.numerical_api import NumericalApi
from tests.oracle import check_program, difference
from tests.programs import Case, all_cases

CASES = all_cases()
PARAMETERS = [pytest.param(case, id=f"{module}-{case.name}") for module, case in CASES]

# Entries of the list of pitfalls (groups A to F and I) that one program at one point cannot express:
# they are about the cost of a derivative, about errors, about caches or about the interface.
ELSEWHERE = {"E58", "F63", "I93", "I94", "I97"} | {
    "I95",
    "I96",
}  # I95, I96: the oracle checks them on every case
WANTED = {
    *(f"A{k}" for k in range(1, 11)),
    *(f"B{k}" for k in range(11, 27)),
    *(f"C{k}" for k in range(27, 40)),
    *(f"D{k}" for k in range(40, 49)),
    *(f"E{k}" for k in range(49, 59)),
    *(f"F{k}" for k in range(59, 72)),
    *(f"I{k}" for k in range(93, 98)),
} - ELSEWHERE


def test_every_pitfall_in_scope_has_a_program() -> None:
    covered = {item for _, case in CASES for item in case.items.split()}
    assert not WANTED - covered


def test_names_are_unique_and_the_corpus_is_large() -> None:
    names = [f"{module}-{case.name}" for module, case in CASES]
    assert len(names) == len(set(names)) >= 135


@pytest.mark.parametrize("case", PARAMETERS)
def test_primal(case: Case) -> None:
    if not isinstance(case.fun, functools.partial):
        assert inspect.getsource(case.fun if inspect.isroutine(case.fun) else type(case.fun).__call__)
    if case.raises is not None:
        with pytest.raises(case.raises):
            case.fun(*case.arguments())
        return
    with contextlib.redirect_stdout(io.StringIO()):
        first, second = case.fun(*case.arguments()), case.fun(*case.arguments())
    assert not difference(first, second)


NOT_BY_DIFFERENCES = {
    "statements-values_overwritten": "a step of the differences leaves the way that is taken, into a NaN",
    "state-workspace_returned": "each evaluation writes into the array that the one before has returned",
}


BY_DIFFERENCES = [
    p
    for p in PARAMETERS
    if p.values[0].raises is None
    and p.values[0].refused in (None, "maybe")
    and p.id not in NOT_BY_DIFFERENCES
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every fourth program, or all with `--full`: the compiler's derivatives of all are compared with
    differences elsewhere, and what is asked here is only whose fault it would be."""
    if metafunc.function is test_the_oracle_accepts_differences:
        everything = metafunc.config.getoption("--full")
        chosen = [p for p in BY_DIFFERENCES if everything or not zlib.crc32(str(p.id).encode()) % 4]
        metafunc.parametrize("case", chosen)


def test_the_oracle_accepts_differences(case: Case) -> None:
    """With the derivative taken by differences every check of first order passes."""
    check_program(
        case.fun,
        case.arguments(),
        case.argnums,
        order=1,
        skip=case.skip,
        api=NumericalApi(only=case.positions),
        rtol=case.rtol,
    )
