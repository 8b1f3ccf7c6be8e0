"""What the body of a `try` had done before an exception, used behind it."""

import math

import numpy as np

from tests.programs import Case


def root_of(v):
    if v < 0:
        raise ValueError("negative")
    return math.sqrt(v)


class Simulation:
    def __init__(self, v):
        self.v = v
        self.t = 0.0

    def step(self, dv):
        self.t += 1.0
        self.v = self.v + dv * self.t
        if self.v < 0:
            raise ArithmeticError("neg")
        self.v = math.sqrt(self.v)


class Vessel:
    def __init__(self, cap):
        self.cap = cap
        self.items = []
        self.level = 0.0

    def put(self, v):
        self.level += v
        if self.level > self.cap:
            self.level -= v * 0.5
            raise OverflowError("full")
        self.items.append(v * self.level)


class CountingSolver:
    def __init__(self, k):
        self.k = k
        self.calls = 0

    def solve(self, b):
        self.calls += 1
        if b < 0:
            raise ValueError("b")
        return math.sqrt(b) * self.k


def sum_until_it_raises(x):
    total = 0.0
    try:
        for v in x:
            total += math.sqrt(v)
    except ValueError:
        total *= 2.0
    return total


def list_until_it_raises(x):
    out = []
    try:
        for v in x:
            out.append(root_of(v))
    except ValueError:
        out.append(-1.0)
    return sum(out)


def array_until_it_raises(x):
    y = np.zeros(4)
    try:
        for i in range(4):
            y[i] = root_of(x[i]) * 2
    except ValueError:
        y[3] = x[0]
    return np.sum(y**2)


def product_then_root(x):
    y = x[0] * 2
    try:
        y = y * x[1]
        z = math.sqrt(x[2])
        y = y + z
    except ValueError:
        y = y * 3.0
    return y


def dict_until_it_raises(x):
    d = {"a": x[0]}
    try:
        d["b"] = x[1] * x[0]
        d["c"] = root_of(x[2])
    except ValueError:
        d["c"] = d["b"] * 2
    return d["a"] + d["b"] * d["c"]


def object_until_it_raises(x):
    s = Simulation(x[0] * x[0])
    try:
        for k in range(1, 4):
            s.step(x[k])
    except ArithmeticError:
        s.v = -s.v * 0.5
    return s.v * s.t


def try_in_a_try(x):
    r = x[0]
    try:
        r = r * 2.0
        try:
            r = r + math.log(x[1])
        except ValueError:
            r = r - x[1]
            r = r + math.sqrt(x[2])
        r = r * r
    except ValueError:
        r = r * 5.0
    return r


def finally_in_a_try(x):
    log = []
    r = x[0]
    try:
        try:
            r = r * x[1]
            log.append(r)
            r = r + math.sqrt(x[2])
            log.append(r)
        finally:
            log.append(r * 2)
    except ValueError:
        pass
    return sum(v * v for v in log)


def until_the_index_ends(x):
    total = 0.0
    k = 0
    try:
        while True:
            total += x[k] ** 2
            k += 1
    except IndexError:
        pass
    return total


def until_the_iterator_ends(x):
    it = iter(x)
    total = 0.0
    try:
        while True:
            total = total * 0.5 + next(it)
    except StopIteration:
        return total


def raised_from_a_variable(x):
    y = x[0]
    try:
        err = None
        try:
            y = math.sqrt(x[1])
        except ValueError as e:
            err = e
        if err is not None:
            raise err
    except ValueError:
        y = 2 * y
    return y


def printed_and_gone_on(x):
    y = x[0]
    try:
        y = y * x[2]
        y = y + math.sqrt(x[1])
    except ValueError as e:
        print("failed", e)
        y = y * 3.0
    return y


def noted_and_gone_on(x):
    y = x[0]
    notes = []
    try:
        y = y * x[2]
        y = y + math.sqrt(x[1])
    except ValueError as e:
        notes.append(str(e))
        y = y * 3.0
    return y * len(notes)


def vessel_overflows(x):
    b = Vessel(1.2)
    lost = 0.0
    for v in x:
        try:
            b.put(v)
        except OverflowError:
            lost += v * b.level
    return sum(b.items) + lost * b.level


def solver_with_fallback(x):
    A = np.array([[x[0], x[1]], [x[1], x[2]]])
    y = np.zeros(2)
    try:
        y = y + x[3]
        L = np.linalg.cholesky(A)
        y = y + L[1]
    except np.linalg.LinAlgError:
        y = y * 2.0 + np.linalg.solve(A, np.ones(2))
    return np.sum(y**2)


def else_and_finally(x):
    n = 0
    y = x[0]
    try:
        y = y * 2.0
        y = y + math.sqrt(x[1])
    except (ValueError, ZeroDivisionError) as e:
        y = y * 3.0
    else:
        y = y * y
    finally:
        n += 1
        y = y + x[2]
    return y * n


def two_handlers(x):
    y = x[0]
    d = {"a": x[2]}
    for key in ("a", "b"):
        try:
            y = y * 1.5
            y = y + math.sqrt(x[1]) * 2.0
            y = y + d["a"] * (1.0 / (len(d) - 1))
        except ValueError:
            y = y * 3.0
        except ZeroDivisionError:
            y = y - 1.0
    return y


def returns_inside(x):
    total = 0.0
    try:
        for k, v in enumerate(x):
            total += math.log(v)
            if total < -1.5:
                return total * 2.0
    except ValueError:
        return total - k
    return total


def continue_inside(x):
    total = 0.0
    for v in x:
        try:
            total += v
            if v > 0.6:
                continue
            total += math.sqrt(v)
        except ValueError:
            total = total * 0.5
            if total < -1.0:
                break
        total += 1.0
    return total


def while_in_try(x):
    i, s = 0, x[3]
    try:
        while math.sqrt(s) > 0.2:
            s = s - x[0] * 0.7
            i += 1
    except ValueError:
        s = -s
    return s * (i + 1)


def raises_itself(x):
    total = 0.0
    try:
        for v in x:
            if v < 0:
                raise ValueError("neg")
            total += v
        total *= 2.0
    except ValueError:
        total -= 1.0 * x[0]
    return total


def raised_again_perhaps(x):
    y = x[0]
    try:
        y = y * 2
        y = y + math.sqrt(x[1])
    except ValueError:
        if x[2] > 100:
            raise
        y = y * 5
    return y


def array_past_its_end(x):
    y = x.copy()
    try:
        for i in range(10):
            y[i] = y[i] * y[i] + x[0]
    except IndexError:
        y[0] += 1.0
    return np.sum(y)


def array_test(x):
    y = x[0]
    try:
        y = y * 2.0
        if x > 0:
            y = y * 3.0
        y = y * 5.0
    except ValueError:
        y = y + x[1]
    return y


def inner_and_outer(x):
    y = x[0]
    log = []
    try:
        for v in x:
            try:
                y = y * 1.1
                y = y + math.sqrt(v)
            except ZeroDivisionError:
                y = 0.0
            log.append(y)
    except ValueError as e:
        log.append(-y)
    return sum(a * b for a, b in zip(log, log[1:])) + y


def with_in_a_try(x):
    y = x[0]
    try:
        with np.errstate(all="ignore"):
            y = y * 2
            y = y + math.sqrt(x[1])
    except ValueError:
        y = y * 5
    return y


def counted_calls(x):
    s = CountingSolver(x[0])
    out = []
    for v in x:
        try:
            out.append(s.solve(v))
        except ValueError:
            out.append(v * s.calls)
    return sum(out) * s.calls


def until_division_by_zero(x, n):
    acc = x[0]
    try:
        for k in range(3, -1, -1):
            acc = acc * x[1] + 1.0 / (k - n)
    except ZeroDivisionError:
        acc = acc + x[2]
    return acc


def not_this_exception(x):
    total = 0.0
    try:
        for v in x:
            total += v
            if v < 0:
                raise KeyError("neg")
    except ValueError:
        total -= 1.0
    return total


def overflow_that_raises(x):
    total = 1.0
    n = 0
    with np.errstate(all="raise"):
        try:
            for v in x:
                total = total * np.exp(v * 400.0)
                n += 1
                total = total * np.exp(v * 400.0)
        except FloatingPointError:
            total = x[0] * n
    return total


def retry_with_what_failed(x):
    step = 4.0
    y = x[0] * x[0] + 0.1
    n = 0
    while n < 8:
        n += 1
        try:
            trial = y - step * x[1]
            z = math.sqrt(trial)
            y = z
        except ValueError:
            step = step * 0.5
            y = y + 0.01 * trial
    return y


FIRST = np.array([0.3, 0.5, 1.2, 0.7])
SECOND = np.array([0.3, 0.5, -1.2, 0.7])
THIRD = np.array([0.3, -0.5, -1.2, 0.7])

THREE = (
    sum_until_it_raises,
    list_until_it_raises,
    array_until_it_raises,
    product_then_root,
    dict_until_it_raises,
    object_until_it_raises,
    try_in_a_try,
    finally_in_a_try,
    until_the_index_ends,
    until_the_iterator_ends,
    raised_from_a_variable,
    printed_and_gone_on,
    noted_and_gone_on,
    vessel_overflows,
    solver_with_fallback,
    else_and_finally,
    two_handlers,
    returns_inside,
    continue_inside,
    while_in_try,
    raises_itself,
    raised_again_perhaps,
    array_past_its_end,
    array_test,
    inner_and_outer,
    with_in_a_try,
    counted_calls,
)

def handler_with_a_try(x):
    a, b, c = x, x * 2.0, 1.0
    table = [x]
    try:
        try:
            c = math.sqrt(x - 1.0)
        except ValueError:
            if a < 0.8:
                try:
                    try:
                        b = table[7] * b
                    except ZeroDivisionError:
                        b = 2.0
                    c = table[7] * c
                except IndexError:
                    c *= x
        a = math.log(c - 0.4)
    except Exception:
        a = c * x
    return a * b + c + x


def key_that_is_not_there(x):
    known = {"a": x}
    try:
        y = known["b"]
    except KeyError:
        y = known["a"] * 2
    return y * x


CASES = [
    Case(key_that_is_not_there, (0.7,)),
    Case(handler_with_a_try, (0.7,)),
    *(Case(f, (FIRST,)) for f in THREE),
    *(Case(f, (SECOND,), name=f"{f.__name__}_once") for f in THREE),
    *(Case(f, (THIRD,), name=f"{f.__name__}_early") for f in THREE),
    Case(until_division_by_zero, (FIRST, 1)),
    Case(until_division_by_zero, (FIRST, 9), name="until_no_division_by_zero"),
    Case(not_this_exception, (FIRST,)),
    Case(not_this_exception, (THIRD,), raises=KeyError, name="another_exception"),
    Case(overflow_that_raises, (FIRST,)),
    Case(retry_with_what_failed, (FIRST,)),
]
