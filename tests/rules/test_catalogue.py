"""Every function of NumPy and of `math` is differentiated, without a derivative, or refused in words."""

import cmath
import json
import math
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tangent import catalogue
from tangent.rules import COMPOSITIONS, INACTIVE, RULES, SPELLED, UNSUPPORTED
from tangent.rules.curves import CURVES
from tangent.rules.frozen import FROZEN
from tangent.rules.libraries import read_all_rules
from tangent.rules.models import MODELS
from tangent.rules.solvers import SOLVERS
from tangent.rules.splines import MOVED

from ..cli.test_cli import tangent

read_all_rules()
DOCS = Path(__file__).resolve().parents[2] / "docs"
MODULES = (np, np.linalg, np.fft, math, cmath)
if find_spec("scipy"):
    from scipy import fft, integrate, interpolate, linalg, ndimage, optimize, signal, special, stats

    MODULES += (special, linalg, fft, integrate, interpolate, ndimage, optimize, signal, stats)
SUBMODULES = ("char", "rec", "ma", "random", "testing", "strings", "lib", "emath", "test")


def public(module):
    for name in dir(module):
        if not name.startswith("_") and callable(getattr(module, name)) and name not in SUBMODULES:
            yield name


SERIES = ("polynomial", "chebyshev", "legendre", "hermite", "hermite_e", "laguerre")


@pytest.mark.parametrize("name", SERIES)
def test_every_function_of_series_is_known(name):
    module = getattr(np.polynomial, name)
    tables = (RULES, COMPOSITIONS, INACTIVE, UNSUPPORTED)
    functions = [n for n in module.__all__ if callable(getattr(module, n))]
    assert [n for n in functions if not any(getattr(module, n) in t for t in tables)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_every_function_is_known(module):
    tables = (RULES, COMPOSITIONS, SPELLED, INACTIVE, UNSUPPORTED, CURVES, SOLVERS, MODELS, FROZEN, MOVED)
    unknown = [n for n in public(module) if not any(getattr(module, n) in t for t in tables)]
    assert unknown == []


def test_no_function_is_in_two_tables():
    assert [f for f in INACTIVE if f in RULES or f in COMPOSITIONS] == []
    assert [f for f in COMPOSITIONS if f in RULES] == []
    assert [f for f in SPELLED if f in RULES or f in COMPOSITIONS or f in UNSUPPORTED] == []
    assert [f for f in UNSUPPORTED if f in RULES or f in INACTIVE or f in COMPOSITIONS] == []


def test_reasons_are_words():
    for reason in [*INACTIVE.values(), *UNSUPPORTED.values()]:
        assert len(reason.split()) > 3, reason


def test_entries():
    found = {e.name: e for e in catalogue.entries()}
    assert found["np.sum"].differentiable == ("a", "initial")
    assert "axis" in found["np.sum"].options and "keepdims" in found["np.sum"].options
    assert ".sum()" in found["np.sum"].also
    assert found["np.argmax"].status == "no derivative"
    assert found["np.bmat"].status == "unsupported"
    assert not any("unbroadcast" in name for name in found)


@pytest.mark.parametrize("name", ["np.sum", "numpy.sum", "ndarray.sum()", ".sum()"])
def test_one_is_found_by_any_name(name):
    assert [e.name for e in catalogue.find(name)] == ["np.sum"]


def test_a_bare_name_finds_all_that_are_called_so():
    assert {e.name for e in catalogue.find("slogdet")} == {"np.linalg.slogdet"}
    assert {e.name for e in catalogue.find("sin")} >= {"np.sin", "math.sin", "cmath.sin"}


@pytest.mark.skipif(not find_spec("scipy"), reason="SciPy's functions are on the page")
def test_the_page_is_up_to_date():
    page = (DOCS / "functions.md").read_text(encoding="utf-8")
    assert page == catalogue.page(), "run `python docs/write_functions.py`"


def test_the_command():
    done = tangent("ops", "np.sum")
    assert done.returncode == 0 and "differentiable in: a" in done.stdout
    done = tangent("ops", "--missing")
    assert done.returncode == 0 and "np.bmat" in done.stdout and "np.tanh" not in done.stdout
    done = tangent("ops", "--json", "np.argmax")
    assert json.loads(done.stdout)[0]["status"] == "no derivative"
    done = tangent("ops", "np.nothing")
    assert done.returncode == 2 and "np.nothing" in done.stderr
