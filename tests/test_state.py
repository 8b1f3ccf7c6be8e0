"""What a derivative does to the world around it: what the primal does, once, and nothing to arguments."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tangent
from tangent import pipeline
from tangent.testing.numerical import numerical_grad
from tests.programs import Case, _elsewhere, global_counters, library_rest, rand, state, truths


def contents(value: Any) -> Any:
    return copy.deepcopy(vars(value) if hasattr(value, "__dict__") else value)


def put_back(value: Any, old: Any) -> None:
    """Give an object of the world its old contents; the object stays itself."""
    if isinstance(value, np.ndarray):
        value[...] = old
    elif isinstance(value, list):
        value[:] = copy.deepcopy(old)
    elif isinstance(value, dict):
        value.clear()
        value.update(copy.deepcopy(old))
    else:
        vars(value).clear()
        vars(value).update(copy.deepcopy(old))


def same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and np.array_equal(a, b)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return type(a) is type(b) and bool(a == b)


def check_world(fun: Callable[..., Any], args: tuple[Any, ...], world: tuple[Any, ...]) -> None:
    """After each kind of derivative the world is as the primal leaves it, and so is what was printed."""
    before = [contents(w) for w in world]

    def after(call: Callable[[], Any]) -> tuple[Any, str, Any]:
        for w, old in zip(world, before, strict=True):
            put_back(w, old)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            value = call()
        return [contents(w) for w in world], printed.getvalue(), value

    found, said, value = after(lambda: fun(*copy.deepcopy(args)))
    tangents = (np.ones_like(args[0]), *[None] * (len(args) - 1))

    def pull_twice() -> Any:
        out, pullback = tangent.vjp(fun, *copy.deepcopy(args))
        first, second = pullback(np.ones_like(out)[()]), pullback(np.ones_like(out)[()])
        assert same(first[0], second[0])
        return out

    for call in (
        lambda: tangent.value_and_grad(fun)(*copy.deepcopy(args))[0],
        lambda: tangent.jvp(fun, copy.deepcopy(args), tangents)[0],
        pull_twice,
    ):
        left, printed, result = after(call)
        assert same(left, found)
        assert printed == said
        assert np.array_equal(result, value)
    for w, old in zip(world, before, strict=True):
        put_back(w, old)


WORK = state.WORK
SEEN: list[Any] = []


def accumulated(x: Any) -> Any:
    WORK[0] += x[0]
    WORK[1:] *= x[1:]
    print("work", WORK[0])
    return np.sum(x * WORK)


def remembered(x: Any) -> Any:
    SEEN.append(float(x[0]))
    total = 0.0
    for v in SEEN:
        total = total + v
    return np.sum(x) * total


def random_step(x: Any, rng: Any) -> Any:
    noise = rng.normal(size=3)
    y = x * noise
    return np.sum(y * y) + rng.uniform() * x[0]


@pytest.mark.parametrize(
    ("fun", "world"),
    [
        (state.workspace, (state.WORK,)),
        (state.workspace_of_helpers, (state.WORK,)),
        (state.workspace_read_before, (state.WORK,)),
        (state.view_of_a_workspace, (state.WORK,)),
        (state.rows_of_a_field, (state.FIELD,)),
        (state.out_into_a_workspace, (state.WORK,)),
        (state.workspace_of_another_module, (state.scratch, _elsewhere.scratch)),
        (state.log_that_nobody_reads, (state.LOG, state.COUNTERS)),
        (state.global_list_as_history, (state.HISTORY,)),
        (accumulated, (WORK,)),
        (remembered, (SEEN,)),
    ],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_world_is_left_as_the_primal_leaves_it(fun: Callable[..., Any], world: tuple[Any, ...]) -> None:
    check_world(fun, (rand(3),), world)


@pytest.mark.parametrize(
    ("fun", "args", "world"),
    [
        (state.net.twice, (rand(3),), state.net),
        (state.spring.run, (0.7, 3), state.spring),
        (state.spring_of_a_global, (0.7,), state.spring),
        (state.heat.run, (rand(5),), state.heat),
        (state.trainer.loss, (rand(3),), state.trainer),
        (state.trainer.loss_of_steps, (rand(3),), state.trainer),
        (state.trainer.from_the_last, (rand(3),), state.trainer),
        (state.trainer.against_the_best, (rand(3),), state.trainer),
        (state.trainer.marked, (rand(3),), state.trainer),
        (state.trainer.both, (rand(3),), state.trainer),
    ],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_objects_are_left_as_the_primal_leaves_them(
    fun: Callable[..., Any], args: tuple[Any, ...], world: Any
) -> None:
    check_world(fun, args, (world,))


def test_logs_cost_no_new_derivative(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in a list that is only added to does not count; its length does where it is asked for."""
    log: list[Any] = []

    def noted(x: Any) -> Any:
        log.append(float(x))
        return x * x

    def doubled_later(x: Any) -> Any:
        log.append(float(x))
        return x * x * (2.0 if len(log) > 6 else 1.0)

    trainer = state.Trainer(1.0)
    compiled: list[str] = []
    derive = pipeline.derive

    def counted(fun: Any, *args: Any) -> Any:
        compiled.append(fun.__name__)
        return derive(fun, *args)

    monkeypatch.setattr(pipeline, "derive", counted)
    for gradient in (tangent.grad(noted), tangent.grad(trainer.loss)):
        for _ in range(4):
            assert gradient(1.5) == 3.0
    assert compiled == ["noted", "loss"]
    assert len(log) == len(trainer.losses) == 4
    gradient = tangent.grad(doubled_later)
    assert [gradient(1.5) for _ in range(4)] == [3.0, 3.0, 6.0, 6.0]


def test_logs_of_an_object_that_is_given() -> None:
    def program(x: Any, trainer: Any) -> Any:
        return trainer.loss(x) * trainer.loss(2.0 * x)

    trainer = state.Trainer(1.0)
    x = np.array([0.5, 1.5])
    np.testing.assert_allclose(tangent.grad(program)(x, trainer), 16.0 * np.sum(x**2) * x)
    np.testing.assert_allclose(trainer.losses, [np.sum(x**2), 4.0 * np.sum(x**2)])


def test_a_log_that_is_read_under_another_name_is_no_log() -> None:
    one = state.Trainer(1.0)
    other = state.Trainer(1.0)
    other.losses = one.losses

    def program(x: Any) -> Any:
        return one.loss(x) * other.losses[-1]

    x = np.array([0.5, 1.5])
    try:
        found = tangent.grad(program)(x)
    except tangent.TangentError:
        return
    np.testing.assert_allclose(found, 4.0 * np.sum(x**2) * x)


def test_what_others_hold_is_copied_for_the_way_back() -> None:
    log: list[Any] = []
    trainer = state.Trainer(1.0)

    def noted(x: Any) -> Any:
        h = np.exp(x)
        log.append(h)
        trainer.marks["h"] = h
        return np.sum(h * x)

    x = np.array([0.5, 1.5])
    _, pullback = tangent.vjp(noted, x)
    log[0][:] = 0.0
    trainer.marks["h"][:] = 0.0
    np.testing.assert_allclose(pullback(1.0)[0], np.exp(x) * (1.0 + x))


def test_arrays_of_an_object_stay_themselves() -> None:
    u = state.heat.u
    tangent.grad(state.heat.run)(rand(5))
    assert state.heat.u is u


def test_default_that_is_written() -> None:
    check_world(state.default_workspace, (rand(5),), (state.roughness.__defaults__[0],))
    check_world(state.default_list, (rand(5),), (state.square_and_remember.__defaults__[0],))


def test_random_numbers_are_drawn_once() -> None:
    for call in (
        lambda rng: tangent.value_and_grad(random_step)(rand(3), rng)[0],
        lambda rng: tangent.jvp(random_step, (rand(3), rng), (np.ones(3), None))[0],
    ):
        expected, used = np.random.default_rng(1), np.random.default_rng(1)
        assert random_step(rand(3), expected) == call(used)
        assert expected.random() == used.random()


def test_a_workspace_that_is_an_argument_is_refused() -> None:
    with pytest.raises(tangent.TangentError):
        tangent.grad(state.workspace)(state.WORK)


COUNTERS = ("evaluations", "converged", "last_branch")


@pytest.mark.parametrize("case", [c for c in global_counters.CASES if not c.refused], ids=lambda c: c.name)
def test_global_counters_count_once(case: Case) -> None:
    fun, (x,) = case.fun, case.arguments()
    runs = (
        lambda: fun(x),
        lambda: tangent.grad(fun)(x),
        lambda: tangent.jvp(fun, (x,), (np.ones(3),)),
        lambda: tangent.vjp(fun, x)[1](1.0),
        lambda: tangent.grad(lambda v: np.sum(tangent.grad(fun)(v)))(x),
    )
    found = []
    for run in runs:
        global_counters.evaluations, global_counters.converged, global_counters.last_branch = 0, False, None
        run()
        found.append([getattr(global_counters, name) for name in COUNTERS])
    assert found == [found[0]] * len(runs)


class LazilyMade:
    def __init__(self, x):
        self.x = x

    def get(self):
        if not hasattr(self, "y"):
            self.y = np.sin(self.x)
        return self.y


def test_an_attribute_that_may_be_missing_or_none_is_refused():
    def last_but_one(x):
        made, t = LazilyMade(x), 0.0
        for v in x:
            if hasattr(made, "last"):
                t = t + (v if made.last is None else made.last)
            made.last = None if v > 0.5 else v
        return t

    with pytest.raises(tangent.TangentError, match="set on some ways only, and to what may be None"):
        tangent.grad(last_but_one)(np.array([0.3, 0.7]))


def replaced_without_what_is_not_kept(x):
    return dataclasses.replace(library_rest.Disc(x[0], x[1]), radius=x[2]).area


def replaced_what_is_computed(x):
    return dataclasses.replace(library_rest.Disc(x[0], x[1]), scale=1.0, area=x[2]).area


@pytest.mark.parametrize("fun", [replaced_without_what_is_not_kept, replaced_what_is_computed])
def test_what_replace_does_not_take_is_refused(fun):
    x = np.array([0.3, 0.7, 0.5])
    with pytest.raises(ValueError):
        fun(x)
    with pytest.raises(tangent.TangentError, match="TGT306"):
        tangent.grad(fun)(x)


def popped_in_a_loop_over_it(x):
    d = {}
    for i, v in enumerate(x):
        d[i] = v
    for k in d:
        d[k] = d[k] * 2.0
        d.pop(2, None)
    return sum(d.values())


def test_a_dict_that_loses_a_key_in_a_loop_over_it_is_refused():
    x = np.array([0.3, 0.7, 0.5])
    with pytest.raises(RuntimeError):
        popped_in_a_loop_over_it(x)
    with pytest.raises(tangent.TangentError, match="TGT115"):
        tangent.grad(popped_in_a_loop_over_it)(x)


def opened_argument(x, valve):
    s = x[0]
    if valve:
        s = s + 10.0 * x[2]
    valve.set(1.0)
    if valve:
        s = s + x[1] ** 2
    if not valve:
        s = s * 3
    return s * x[0]


def equal_to_an_argument(x, account, other):
    s = x[0]
    if account == other:
        s = s + 10.0 * x[2]
    account.owner = "b"
    if account == other:
        s = s * x[1]
    return s * x[0]


@pytest.mark.parametrize(
    "fun, make",
    [
        (opened_argument, lambda: (truths.Valve(),)),
        (equal_to_an_argument, lambda: (truths.Account("a"), truths.Account("a"))),
    ],
)
def test_what_a_given_object_was_asked_before_it_changed(fun, make):
    """The backward sweep may not ask the object again: it has changed."""
    expected = numerical_grad(lambda x: fun(x, *make()), (truths.X,))
    np.testing.assert_allclose(tangent.grad(fun)(truths.X, *make()), expected, rtol=1e-6)
    tangent_of = tangent.jvp(fun, (truths.X, *make()), (truths.X, *(None for _ in make())))[1]
    np.testing.assert_allclose(tangent_of, expected @ truths.X, rtol=1e-6)
