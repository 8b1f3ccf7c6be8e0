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


def strict_at_a_pole(x, y):
    with np.errstate(all="raise"):
        z = np.sqrt(x) * y
        if np.sum(z) > -1.0:
            w = z + np.hypot(x, 0.0) * y
    return np.sum(w * y)


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


def careful_root(v):
    try:
        y = math.sqrt(v - 0.4)
        z = y * v
    except ValueError:
        print("no root of", v)
        return v * v
    return z * y


def helper_with_try(x):
    return sum([careful_root(v) for v in x]) * careful_root(x[0])


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


# ------------------------------------------------------------------ names


def sizes(x):
    if (n := x.size) > 2 and (spread := np.ptp(np.arange(n))) >= 2:
        return np.sum(x**2) * n + spread
    return x[0]


def order_of_assignments(x):
    y = x[0]
    z = y + (y := x[1] * y) * (y := y + x[2]) - y
    return z * y


def fixed_point(x):
    y = x
    count = 0
    while (change := abs((new := math.cos(y) * x) - y)) > 1e-6 and (count := count + 1) < 50:
        y = new
    return y * (1.0 + change) + count * 0.0


def accepted(x):
    kept = [z for v in x if (z := v * x[0]) > 0.02]
    return sum(kept) * z


def lazily_assigned(x):
    y = x[0]
    w = (y > 5.0 and (y := x[1])) or (y := x[2] * 2.0)
    v = (q := x[0]) if x[1] > 5.0 else (q := x[1] * x[0])
    return y * w * v * q


def assigned_in_message(x):
    print(f"{(y := x[0] * 2.0):.3f}", z := y * x[1])
    return y * z


def assigned_in_call(x):
    r = np.hypot(a := x[0] ** 2, b := x[1] * x[0])
    return r * a * b


def local_imports(x):
    import math as m
    from math import exp
    from math import log as ln

    import numpy.linalg as la

    return m.sin(x[0]) * exp(x[1]) + ln(x[2]) * la.norm(x)


def import_that_is_optional(x):
    try:
        import math
    except ImportError:
        return x[0]
    return math.exp(x[0]) * x[1]


def import_in_helper(x):
    def curve(v):
        from math import tanh

        return tanh(v) * v

    return curve(x[0]) + curve(x[1])


def shadowed_module(x):
    import numpy as math

    return math.sum(math.sin(x)) * x[1]


def scratch_deleted(x):
    work = x * 2.0
    y = work * work
    del work
    for k in range(2):
        part = y * k
        y = y + part
        del part
    work = y[0]
    return np.sum(y) * work


def deleted_in_a_branch(x, verbose):
    label = "value"
    y = x * x
    if verbose:
        print(label)
        del label, x
    return np.sum(y)


def read_after_del(x):
    y = x * x
    if x[0] > 5.0:
        del y
    return np.sum(y)


def checked(x, n):
    assert x.ndim == 1, f"rank {x.ndim}"
    assert np.all(x > 0.0) and np.sum(x) < 10.0, f"out of range: {x!r}"
    assert n > 0, "no steps"
    return np.sum(np.log(x)) / n


def described(x):
    label = f"{'large' if x[0] > 1.0 else 'small'} {x[0]:.2f}"
    text = "{:>6.2f}".format(float(x[1]))
    if "large" in label:
        return x[0]
    return np.sum(x * x) * len(text)


def searched(x, target):
    for k, v in enumerate(x):
        if v > target:
            best = v * k
            break
    else:
        best = x[0] * x[1]
    while best > 1.0:
        best = best * 0.5
    else:
        best = best * x[-1]
    return best


def conditional_everywhere(x, flag):
    k = 1 if flag else 0
    y = np.sum(x if flag else x * 2.0) * x[k if x[0] > 0.0 else -1]
    z = [v if v > 0.4 else v * v if v > 0.0 else -v for v in x][2 if flag else 0]
    return (y if y > z else z) * (z if 0.0 < z <= y * 100.0 < 1e6 else y)


# ------------------------------------------------------------------ generators


def time_steps(n, h):
    t = 0.0
    for k in range(n):
        yield k, t
        t += h


def integrated(x):
    y = x[0]
    for k, t in time_steps(4, 0.1):
        y = y + 0.1 * (x[1] * y - t * k)
        if y > 5.0:
            break
    return y * y


def neighbours(x):
    """Pairs of neighbours, and the ends."""
    with np.errstate(all="ignore"):
        for k in range(len(x) - 1):
            yield x[k], x[k + 1]
        yield x[0], x[-1]


def ring_energy(x):
    s = 0.0
    for a, b in neighbours(x):
        s += (a - b) ** 2 * a
    return s


def first_large_pair(x):
    for a, b in neighbours(x):
        if a * b > 0.5:
            return a * a
    return x[0] * x[1]


def triangle(x):
    for i in range(len(x)):
        for j in range(i):
            if x[i] > 1.0:
                yield x[i] * x[j]
                continue
            yield x[j]
        if x[i] > 100.0:
            return
    yield from x


def summed_up_to(x, limit):
    s = 0.0
    for v in triangle(x):
        s += v * x[0]
        if s > limit:
            break
    else:
        s = s * 2.0
    return s * s


def growth(v, k):
    y = v
    while y < 2.0:
        y = y * 1.5
        yield y
    yield k * y


def generator_in_loop(x):
    s = 0.0
    for k in range(3):
        for v in growth(x[k], k):
            s = s * 0.5 + v
    return s


def collected(x):
    squares = list(triangle(x * x))
    return sum(triangle(x)) * squares[0] + squares[-1]


class Bond:
    def __init__(self, coupon, years):
        self.coupon, self.years = coupon, years

    def cash_flows(self):
        for k in range(self.years):
            amount = self.coupon
            if k == self.years - 1:
                amount = amount + 1.0
            yield k + 1, amount

    def price(self, x):
        total = 0.0
        for year, amount in self.cash_flows():
            total += amount * math.exp(-x[0] * year)
        return total


def generator_object_kept(x):
    it = triangle(x)
    return next(it) * next(it)


# ------------------------------------------------------------------ constants of the cases


SINGULAR = np.array([[1.0, 2.0], [2.0, 4.0]])
INDEFINITE = np.array([[1.0, 2.0], [2.0, 1.0]])
DEFINITE = np.array([[2.0, 0.3], [0.3, 1.0]])

class Model:
    def __init__(self):
        self.training = False

    def __call__(self, x):
        return 2.0 * x if self.training else x


class Training:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.model.training = True

    def __exit__(self, *error):
        self.model.training = False


MODEL = Model()
OPTIONS = {"rate": 1.0}
GAIN = 1.0


@contextlib.contextmanager
def option(rate):
    OPTIONS["rate"] = rate
    yield
    OPTIONS["rate"] = 1.0


@contextlib.contextmanager
def gain(value):
    _set_gain(value)
    yield
    _set_gain(1.0)


def _set_gain(value):
    global GAIN
    GAIN = value


def attribute_set_by_a_manager(x):
    with Training(MODEL):
        return np.sum(MODEL(x) ** 2)


def option_set_by_a_manager(x):
    with option(4.0):
        return np.sum(x * OPTIONS["rate"])


def global_set_by_a_manager(x):
    with gain(4.0):
        return np.sum(x * GAIN)


CASES = [
    Case(masked_log, (np.array([0.5, 1.5, 2.0]),)),
    Case(softplus, (rand(5),)),
    Case(timed, (rand(3),), items="G78"),
    Case(guarded_by_lock, (rand(3),), items="G78", standalone=False),
    Case(sections, (rand(3),), items="G76 G78", standalone=False),
    Case(return_inside_with, (rand(3),)),
    Case(return_in_branch_inside_with, (np.array([0.3, 0.4]),)),
    Case(return_in_branch_inside_with, (np.array([-0.3, 0.4]),), name="no_return_inside_with"),
    Case(break_inside_with, (np.array([0.3, -0.4, 0.5, 0.9, 0.8]),)),
    Case(return_from_loop_inside_with, (np.array([0.3, -0.4, 0.7, 0.9]),), standalone=False),
    Case(
        return_from_loop_inside_with,
        (np.array([0.3, -0.4]),),
        name="no_return_from_loop",
        standalone=False,
    ),
    Case(with_in_loop, (rand(4), 3)),
    Case(nullcontext_value, (rand(3),)),
    Case(redirected, (rand(3),)),
    Case(strict_floats, (rand(3, low=0.2),)),
    Case(strict_at_a_pole, (np.array([0.3, 0.4]), np.array([0.5, 0.7])), (0, 1)),
    Case(
        strict_at_a_pole,
        (np.array([0.0, 0.4]), np.array([0.5, 0.7])),
        1,
        name="strict_at_a_pole_itself",
    ),
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
    Case(helper_with_try, (np.array([0.3, 0.5, 1.2]),), items="G78"),
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
    Case(sizes, (rand(3),)),
    Case(order_of_assignments, (np.array([0.3, 0.5, 1.2]),)),
    Case(fixed_point, (0.7,)),
    Case(accepted, (np.array([0.3, 0.5, 0.01]),), items="F70"),
    Case(lazily_assigned, (np.array([0.3, 0.5, 1.2]),), items="F70 E50"),
    Case(assigned_in_message, (rand(2),), items="G76"),
    Case(assigned_in_call, (np.array([0.3, 0.5]),)),
    Case(local_imports, (np.array([0.3, 0.5, 1.2]),), items="F69"),
    Case(import_that_is_optional, (np.array([0.3, 0.5]),), items="F69"),
    Case(import_in_helper, (np.array([0.3, 0.5]),), items="F69"),
    Case(shadowed_module, (np.array([0.3, 0.5]),), items="F69"),
    Case(scratch_deleted, (rand(3),), items="A9"),
    Case(deleted_in_a_branch, (rand(3), True), items="A9"),
    Case(deleted_in_a_branch, (rand(3), False), items="A9", name="not_deleted_in_a_branch"),
    Case(read_after_del, (rand(3),), items="A9", refused="TGT118"),
    Case(checked, (np.array([0.3, 0.5]), 2), items="G77"),
    Case(checked, (np.array([0.3, -0.5]), 2), name="checked_and_failed", raises=AssertionError, items="G77"),
    Case(described, (np.array([0.3, 0.5]),), items="G76"),
    Case(searched, (np.array([0.3, 0.5, 1.2]), 0.4), items="E52"),
    Case(searched, (np.array([0.3, 0.5, 1.2]), 4.0), items="E52", name="searched_in_vain"),
    Case(conditional_everywhere, (np.array([0.3, 0.5, 1.2]), True)),
    Case(conditional_everywhere, (np.array([0.3, 0.5, 1.2]), False), name="conditional_everywhere_other"),
    Case(integrated, (np.array([0.3, 0.5]),)),
    Case(integrated, (np.array([4.9, 0.9]),), name="integrated_until_large"),
    Case(ring_energy, (rand(4),)),
    Case(first_large_pair, (np.array([0.3, 0.9, 1.2]),)),
    Case(first_large_pair, (np.array([0.3, 0.5, 0.2]),), name="first_large_pair_missing"),
    Case(summed_up_to, (np.array([0.3, 0.5, 1.2]), 0.3)),
    Case(summed_up_to, (np.array([0.3, 0.5, 1.2]), 9.0), name="summed_up_to_the_end"),
    Case(generator_in_loop, (np.array([0.3, 0.5, 1.2]),)),
    Case(collected, (np.array([0.3, 0.5, 1.2]),)),
    Case(Bond(0.05, 3).price, (np.array([0.3, 0.5]),), standalone=False, why="a bound method"),
    Case(generator_object_kept, (rand(3),), refused="TGT103", items="G81"),
    Case(attribute_set_by_a_manager, (rand(3),), standalone=False),
    Case(option_set_by_a_manager, (rand(3),), standalone=False),
    Case(global_set_by_a_manager, (rand(3),), refused="TGT106"),
]
