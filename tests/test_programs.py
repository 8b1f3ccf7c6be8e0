"""Every program of the corpus against the strict oracle."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from pathlib import Path

import pytest

from tests.oracle import (
    SECOND,
    Api,
    Standalone,
    check_program,
    check_raises,
    check_refused,
    sources_under_seed,
)
from tests.programs import MODULES, Case, all_cases, scalar_valued
from tests.programs.limits import LIMITS

tangent = pytest.importorskip("tangent.api", reason="the compiler is not there yet")

PARAMETERS = [
    pytest.param(f"{module}-{case.name}", case, id=f"{module}-{case.name}") for module, case in all_cases()
]


def check_limit(case: Case, order: int, code: str, reason: str) -> None:
    """A known limit: right up to the order before it, and refused there with this code."""
    if order == 2:
        check_program(case.fun, case.arguments(), case.argnums, order=1, skip=case.skip, rtol=case.rtol)
    try:
        check_program(case.fun, case.arguments(), case.argnums, order=order, skip=case.skip, rtol=case.rtol)
    except (Api().refusal, AssertionError) as error:
        if code not in str(error):
            raise
        return
    raise AssertionError(f"{case.name} works now: take it out of tests/programs/limits.py ({reason})")


def nestings(name: str, full: bool) -> Collection[str]:
    """The ways to second derivatives that are checked: one of the four for each program, or all.

    They are two thirds of the time of the suite.  Which one it is does not depend on the other programs: the
    one that `hvp` and `hessian` use for every other program, one of the others for the rest.
    """
    if full:
        return SECOND
    number = zlib.crc32(name.encode()) % 6
    return (SECOND[number] if number < len(SECOND) else SECOND[0],)


@pytest.mark.parametrize(("name", "case"), PARAMETERS)
def test_program(name: str, case: Case, full: bool) -> None:
    if name in LIMITS:
        check_limit(case, *LIMITS[name])
        return
    if case.raises is not None:
        check_raises(case.fun, case.arguments(), case.argnums)
        return
    if case.refused not in (None, "maybe"):
        check_refused(case.fun, case.arguments(), case.argnums, case.refused or None)
        return
    order, second = 2 if case.second else 1, nestings(name, full)
    try:
        check_program(
            case.fun,
            case.arguments(),
            case.argnums,
            order=order,
            skip=case.skip,
            rtol=case.rtol,
            second=second,
        )
    except Api().refusal as error:
        if case.refused != "maybe":
            raise
        pytest.skip(f"refused, which is allowed: {error}")


def derived_cases(module: str) -> list[Case]:
    """The programs of a module that have a derivative of the first order."""
    return [
        case
        for name, case in all_cases()
        if name == module
        and case.refused is None
        and case.raises is None
        and LIMITS.get(f"{name}-{case.name}", (2,))[0] != 1
    ]


@pytest.mark.parametrize("module", MODULES)
def test_saved_derivatives_run_without_tangent(module: str, tmp_path: Path) -> None:
    batch = Standalone(tmp_path)
    for case in derived_cases(module):
        if case.standalone and scalar_valued(case):
            batch.add(case.name, case.fun, case.arguments(), case.argnums)
    batch.run()


@pytest.mark.parametrize("module", MODULES)
def test_text_does_not_depend_on_hashes_or_addresses(module: str, full: bool) -> None:
    """In two new processes: in this one the variant that another test has made may fit, too."""
    cases = [case for case in derived_cases(module) if full or zlib.crc32(case.name.encode()) % 3 == 0]
    names = [case.name for case in cases]
    one = sources_under_seed(f"tests.programs.{module}", names, "1")
    two = sources_under_seed(f"tests.programs.{module}", names, "4242", PYTHONMALLOC="malloc")
    assert sorted(one) == sorted(two) == sorted(names)
    differing = [name for name in names if one[name] != two[name]]
    if differing:
        raise AssertionError(f"the emitted text changes from process to process: {differing}")
