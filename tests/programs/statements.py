"""Statements as people write them: `with`, `try`, `match`, `:=`, `assert`, `del`, imports, generators."""

import contextlib
import io
import math
import threading
import time

import numpy as np

from tests.programs import Case, rand

# ------------------------------------------------------------------ with

LOCK = threading.Lock()


class Timer:
    """Counts how often it was used, and how long that took."""

    total = 0.0
    entered = 0

    def __enter__(self):
        Timer.entered += 1
        self.start = time.perf_counter()
        return self

    def __exit__(self, kind, value, traceback):
        Timer.total += time.perf_counter() - self.start
        return False


@contextlib.contextmanager
def section(name):
    print("begin", name)
    try:
        yield
    finally:
        print("end", name)


def masked_log(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(x > 0.0, np.log(x), 0.0)
    return np.sum(y * y)


def softplus(x):
    with np.errstate(over="ignore"):
        e = np.exp(-np.abs(x))
        y = np.maximum(x, 0.0) + np.log1p(e)
    return np.mean(y)


def timed(x):
    with Timer() as t:
        y = np.sin(x) * x
    assert t.total >= 0.0
    return np.sum(y)


def guarded_by_lock(x):
    with LOCK:
        total = np.sum(x**2)
    return total * x[0]


def sections(x):
    with section("outer"):
        y = x * 2.0
        with section("inner"), np.errstate(all="ignore"):
            z = y * y
        w = z + y
    return np.sum(w)


def return_inside_with(x):
    with Timer():
        return np.sum(x**3)


def return_in_branch_inside_with(x):
    with Timer():
        if x[0] > 0.0:
            return np.sum(x**3)
        y = x * x
    return np.sum(y * x[1])


def break_inside_with(x):
    s = 0.0
    for v in x:
        with np.errstate(all="ignore"):
            if v < 0.0:
                continue
            s = s + v * v
            if s > 1.0:
                break
        s = s * 1.5
    return s


def return_from_loop_inside_with(x):
    with section("search"):
        for k in range(len(x)):
            if x[k] > 0.5:
                return x[k] ** 2 * x[0]
    return np.sum(x)


def with_in_loop(x, n):
    y = x.copy()
    for k in range(n):
        with np.errstate(divide="ignore"):
            y[k] = y[k] / (1.0 + y[k] ** 2)
            y *= 1.1
    return np.sum(y)


def nullcontext_value(x):
    with contextlib.nullcontext(x * 2.0) as y:
        z = y * y
    return np.sum(z)


def redirected(x):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print("norm", np.sum(x))
        y = x * x
    return np.sum(y)


def strict_floats(x):
    with np.errstate(divide="raise", invalid="raise"):
        y = np.sqrt(x) + 1.0 / (x + 1.0)
    return np.sum(y)


# ------------------------------------------------------------------ try


def safe_ratio(x, y):
    try:
        return x / y
    except ZeroDivisionError:
        return x * 3.0


def jittered_cholesky(a):
    try:
        factor = np.linalg.cholesky(a)
    except np.linalg.LinAlgError:
        factor = np.linalg.cholesky(a + 3.0 * np.eye(len(a)))
    return 2.0 * np.sum(np.log(np.diag(factor)))


def solve_or_gradient_step(h, g):
    step = 0.1 * g
    try:
        step = np.linalg.solve(h, g)
    except np.linalg.LinAlgError:
        pass
    return step @ step


def optional_parameter(x, params):
    try:
        k = params["k"]
    except KeyError:
        k = 2.0
    return np.sum(x * x) * k


def neighbour(x, i):
    try:
        right = x[i + 1]
    except IndexError:
        right = x[0] * 2.0
    return right * x[i]


def check_positive(v):
    if v <= 0.0:
        raise ValueError(f"not positive: {v}")
    return math.log(v)


def log_likelihood(x):
    total = 0.0
    for v in x:
        try:
            term = check_positive(v)
        except ValueError:
            continue
        total = total + term * v
    return total


def first_failure_ends(x):
    total = 0.0
    for v in x:
        try:
            t = math.sqrt(v) + v
        except ValueError:
            break
        total += t * t
    return total


def several_handlers(x, y):
    try:
        z = math.log(x) / y
        w = z * z
    except ZeroDivisionError:
        w = x * 2.0
    except (ValueError, OverflowError) as e:
        print("domain:", e)
        w = x * x
    return w * x


def else_clause(x, y):
    try:
        z = x / y
    except ZeroDivisionError:
        z = x
    else:
        z = z * x
    return z * z


def finally_prints(x):
    try:
        y = np.sin(x) * x
    finally:
        print("done")
    return np.sum(y)


def finally_in_loop(x):
    s = 1.0
    steps = 0
    for v in x:
        try:
            s = s * v
        finally:
            steps += 1
            print("step", steps)
    return s * steps


def return_through_finally(x):
    try:
        return np.sum(x * x)
    finally:
        print("left")


def everything(x, y):
    try:
        z = x / y
    except ZeroDivisionError:
        print("caught")
        z = x * x
    else:
        print("fine")
        z = z * 2.0
    finally:
        print("finally")
    return z * x


def nested_attempts(x, y):
    try:
        try:
            z = x / y
        except ZeroDivisionError:
            z = math.log(x)
    except ValueError:
        z = x * 5.0
    return z * z


def translated(x):
    try:
        y = math.log(x)
    except ValueError as e:
        raise ArithmeticError("no logarithm") from e
    return y * x


def reraised(x):
    try:
        return math.sqrt(x)
    except ValueError:
        print("negative")
        raise


def strict_division(x, y):
    try:
        with np.errstate(divide="raise"):
            z = x / y
    except FloatingPointError:
        z = x * 2.0
    return np.sum(z * x)


def retries(x):
    damping = 0.0
    while True:
        try:
            factor = np.linalg.cholesky(x + damping * np.eye(2))
            break
        except np.linalg.LinAlgError:
            damping = damping * 2.0 + 0.7
    return np.sum(factor**2) + np.sum(factor)


def loop_inside_try(x, limit):
    total = 0.0
    for k in range(3):
        part = 1.0
        try:
            inner = 1.0
            for v in x:
                inner = inner * v
                if abs(inner) < limit * k:
                    raise ArithmeticError("too small")
            part = inner * inner
        except ArithmeticError:
            part = x[k] * 0.5
        total = total + part * (k + 1)
    return total


def values_overwritten(x):
    y = float(x[0])
    for v in x:
        z = y
        try:
            t = y * v
            y = t / (v - 0.5)
        except ZeroDivisionError:
            y = z * v * v
        y = math.sin(y) * v
    return y


def in_place_before_failure(x, i):
    y = x.copy()
    try:
        y[i] = y[0] * 3.0
    except IndexError:
        y[0] = y[1] * y[2]
    return np.sum(y**2)


def integer_or_default(x, text):
    try:
        n = int(text)
    except ValueError:
        n = 2
    return np.sum(x**n)


# ------------------------------------------------------------------ match


def by_name(x, kind):
    match kind:
        case "square":
            return np.sum(x**2)
        case "cube" | "third":
            return np.sum(x**3)
        case None:
            return np.sum(x)
        case _:
            raise ValueError(kind)


def by_rank(x):
    match x.ndim:
        case 1:
            y = x * x
        case 2:
            y = x @ x
        case n if n > 2:
            y = x * n
        case _:
            y = x
    return np.sum(y)


def transformed(x, command):
    match command:
        case ["scale", k]:
            return np.sum(x * k)
        case ["shift", k, *rest] if len(rest) == 1:
            return np.sum(x + k) * rest[0]
        case ["power", int(n)]:
            return np.sum(x**n)
        case ("clip", float() as low, float() as high):
            return np.sum(np.clip(x, low, high) * x)
        case []:
            return np.sum(x)
    return x[0]


def activation(x, config):
    match config:
        case {"kind": "tanh", "gain": g}:
            y = np.tanh(g * x)
        case {"kind": "softplus"}:
            y = np.log1p(np.exp(x))
        case {}:
            y = x
    return np.sum(y)


def by_class(x):
    match x:
        case np.ndarray(ndim=2):
            return np.sum(x @ x)
        case np.ndarray():
            return np.sum(x * x)
        case float(v):
            return v * v * v
        case (a, b):
            return a * b * b
        case {"a": a}:
            return a * a
    return 0.0


def piecewise(x):
    total = 0.0
    for v in x:
        match v:
            case _ if v < 0.0:
                total = total - v
            case w if w < 0.5:
                total = total + w * w
            case w:
                total = total + np.log(w) * x[0]
    return total


def match_pair(a, b):
    match a > 0.0, b > 0.0:
        case True, True:
            return a * b
        case (True, False) | (False, True):
            return a - b * a
        case _:
            return a * a + b


def match_in_loop(x, steps):
    y = x
    for step in steps:
        match step:
            case "sin":
                y = np.sin(y)
            case "stop":
                break
            case "skip":
                continue
            case _:
                y = y * 2.0
        y = y + 0.1
    return np.sum(y)


# ------------------------------------------------------------------ constants of the cases


SINGULAR = np.array([[1.0, 2.0], [2.0, 4.0]])
INDEFINITE = np.array([[1.0, 2.0], [2.0, 1.0]])
DEFINITE = np.array([[2.0, 0.3], [0.3, 1.0]])

CASES = [
    Case(masked_log, (np.array([0.5, 1.5, 2.0]),)),
    Case(softplus, (rand(5),)),
    Case(timed, (rand(3),), items="G78"),
    Case(guarded_by_lock, (rand(3),), items="G78"),
    Case(sections, (rand(3),), items="G76 G78"),
    Case(return_inside_with, (rand(3),)),
    Case(return_in_branch_inside_with, (np.array([0.3, 0.4]),)),
    Case(return_in_branch_inside_with, (np.array([-0.3, 0.4]),), name="no_return_inside_with"),
    Case(break_inside_with, (np.array([0.3, -0.4, 0.5, 0.9, 0.8]),)),
    Case(return_from_loop_inside_with, (np.array([0.3, -0.4, 0.7, 0.9]),)),
    Case(return_from_loop_inside_with, (np.array([0.3, -0.4]),), name="no_return_from_loop"),
    Case(with_in_loop, (rand(4), 3)),
    Case(nullcontext_value, (rand(3),)),
    Case(redirected, (rand(3),)),
    Case(strict_floats, (rand(3, low=0.2),)),
    Case(safe_ratio, (0.7, 0.4), (0, 1)),
    Case(safe_ratio, (0.7, 0.0), name="safe_ratio_by_zero"),
    Case(jittered_cholesky, (DEFINITE,)),
    Case(jittered_cholesky, (INDEFINITE,), name="jittered_cholesky_failed"),
    Case(solve_or_gradient_step, (DEFINITE, rand(2)), (0, 1)),
    Case(solve_or_gradient_step, (SINGULAR, rand(2)), 1, name="solve_or_gradient_step_singular"),
    Case(optional_parameter, (rand(3), {"k": 3.0})),
    Case(optional_parameter, (rand(3), {}), name="optional_parameter_missing"),
    Case(neighbour, (rand(4), 1)),
    Case(neighbour, (rand(4), 3), name="neighbour_missing"),
    Case(log_likelihood, (np.array([0.3, -0.4, 0.7, 0.9]),), items="G77"),
    Case(first_failure_ends, ([0.3, 0.4, -0.7, 0.9],)),
    Case(several_handlers, (0.7, 0.4), (0, 1)),
    Case(several_handlers, (0.7, 0.0), name="several_handlers_first"),
    Case(several_handlers, (-0.7, 0.4), name="several_handlers_second"),
    Case(else_clause, (0.7, 0.4), (0, 1)),
    Case(else_clause, (0.7, 0.0), name="else_clause_skipped"),
    Case(finally_prints, (rand(3),), items="G78"),
    Case(finally_in_loop, (rand(3),), items="G78"),
    Case(return_through_finally, (rand(3),), items="G78"),
    Case(everything, (0.7, 0.4), (0, 1)),
    Case(everything, (0.7, 0.0), name="everything_caught"),
    Case(nested_attempts, (0.7, 0.4), (0, 1)),
    Case(nested_attempts, (0.7, 0.0), name="nested_attempts_inner"),
    Case(nested_attempts, (-0.7, 0.0), name="nested_attempts_outer"),
    Case(translated, (0.7,), items="G77"),
    Case(translated, (-0.7,), name="translated_error", raises=ArithmeticError, items="G77"),
    Case(reraised, (0.7,)),
    Case(reraised, (-0.7,), name="reraised_error", raises=ValueError, items="G77"),
    Case(strict_division, (rand(3), np.array([0.5, 0.7, 0.9])), (0, 1)),
    Case(strict_division, (rand(3), np.array([0.5, 0.0, 0.9])), name="strict_division_by_zero"),
    Case(retries, (INDEFINITE,)),
    Case(loop_inside_try, (np.array([0.9, 0.8, 0.7]), 0.3)),
    Case(values_overwritten, ([0.3, 0.5, 0.9, 0.7],)),
    Case(in_place_before_failure, (rand(4), 2)),
    Case(in_place_before_failure, (rand(4), 9), name="in_place_failed"),
    Case(integer_or_default, (rand(3), "3")),
    Case(integer_or_default, (rand(3), "three"), name="integer_or_default_text"),
    Case(by_name, (rand(3), "square"), items="F68"),
    Case(by_name, (rand(3), "third"), name="by_name_alternative"),
    Case(by_name, (rand(3), None), name="by_name_none"),
    Case(by_name, (rand(3), "fourth"), name="by_name_unknown", raises=ValueError),
    Case(by_rank, (rand(3),)),
    Case(by_rank, (rand(2, 2),), name="by_rank_2"),
    Case(by_rank, (rand(2, 2, 2),), name="by_rank_3"),
    Case(transformed, (rand(3), ["scale", 2.0])),
    Case(transformed, (rand(3), ["shift", 2.0, 3.0]), name="transformed_shift"),
    Case(transformed, (rand(3), ["shift", 2.0]), name="transformed_shift_without_rest"),
    Case(transformed, (rand(3), ["power", 3]), name="transformed_power"),
    Case(transformed, (rand(3), ("clip", -0.5, 0.5)), name="transformed_clip"),
    Case(activation, (rand(3), {"kind": "tanh", "gain": 1.5})),
    Case(activation, (rand(3), {"kind": "softplus"}), name="activation_softplus"),
    Case(activation, (rand(3), {"other": 1.0}), name="activation_other"),
    Case(by_class, (rand(2, 2),)),
    Case(by_class, (rand(3),), name="by_class_vector"),
    Case(by_class, (0.7,), name="by_class_float"),
    Case(by_class, ((0.7, 0.3),), name="by_class_pair"),
    Case(by_class, ({"a": 0.7},), name="by_class_dict"),
    Case(piecewise, (np.array([0.3, -0.4, 0.7]),)),
    Case(match_pair, (0.3, 0.4), (0, 1)),
    Case(match_pair, (0.3, -0.4), (0, 1), name="match_pair_mixed"),
    Case(match_pair, (-0.3, -0.4), (0, 1), name="match_pair_negative"),
    Case(match_in_loop, (rand(3), ["sin", "skip", "x", "stop", "sin"])),
]
