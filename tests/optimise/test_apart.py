"""Which elements are saved before they are overwritten, seen in the text; what follows from inequalities."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import tangent
from tangent.transform.sums import Sum, never_above, unknown
from tests.programs import other_elements as programs

POSITIVE = np.array([0.7, 0.9, 0.6, 0.8])


def text_of(fun, *args):
    return tangent.grad(fun).source_for(*args)


SQUARE = np.full((4, 4), 0.5) + np.eye(4)


@pytest.mark.parametrize(
    ("fun", "a"),
    [
        (programs.lower_upper, SQUARE),
        (programs.lower_upper_by_elements, SQUARE),
        (programs.square_root, SQUARE),
        (programs.again_with_rows, SQUARE),
        (programs.the_one_before, POSITIVE),
        (programs.downwards_from_above, POSITIVE),
    ],
)
def test_what_is_read_later_are_other_elements(fun, a):
    assert "a_tape" not in text_of(fun, a)


@pytest.mark.parametrize(
    "fun",
    [
        programs.wraps_around,
        programs.again_and_again,
        programs.read_before_the_loop,
        programs.read_before_by_element,
        programs.by_a_counter_that_is_moved,
        programs.in_a_while_loop,
        programs.two_sweeps,
    ],
)
def test_what_is_read_later_may_be_the_same_element(fun):
    assert "a_tape" in text_of(fun, POSITIVE)


def test_one_of_two_sweeps_saves():
    n = 6
    below, middle, above, x = np.full((4, n), 0.3) + np.array([[0.0], [1.0], [0.0], [0.0]])
    text = tangent.grad(programs.thomas, (0, 1, 2, 3)).source_for(below, middle, above, x)
    assert "c_tape" not in text
    assert text.count("d_tape.append") == 1  # before the sweep upwards


def test_what_gives_only_its_shape_is_not_kept():
    text = text_of(programs.its_shape_in_a_branch, POSITIVE, 4)
    assert "zeros_like(source)" in text and "source_tape" not in text
    assert "source_tape" in text_of(programs.the_shape_changes, POSITIVE)


def test_bounds_follow_from_bounds():
    i, j, n = unknown("i"), unknown("j"), unknown("n")
    facts = [i.minus(j), j.minus(n).add(1)]  # i <= j, j <= n - 1
    assert never_above(i, j, facts)
    assert never_above(i.add(1), n, facts)
    assert never_above(i.times(2).add(2), n.times(2), facts)
    assert not never_above(j, i, facts)
    assert not never_above(i.add(2), n, facts)
    assert not never_above(n, i, [])
    assert never_above(Sum(Fraction(2)), Sum(Fraction(2)), [])
    assert not never_above(Sum(Fraction(3)), Sum(Fraction(2)), facts)
