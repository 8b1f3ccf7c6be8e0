"""Statements."""

import contextlib
import itertools
import math
import threading

import numpy as np

from tests.constructs import construct

LOCK = threading.Lock()


class Counter:
    entered = 0

    def __enter__(self):
        Counter.entered += 1
        return self

    def __exit__(self, *exception):
        return None


@contextlib.contextmanager
def announced(text):
    print(text)
    yield
    print("end of", text)


@construct("assignment: chained, unpacking, nested, swap, annotated, augmented")
def assignment(x):
    a = b = x * 2.0
    c, (d, e) = x[0], (x[1], x[2])
    c, d = d, c
    t: float = c * e
    t += d
    return np.sum(a * b) * t


@construct("starred unpacking: `first, *rest = x`")
def starred_unpacking(x):
    first, *rest = x[0], x[1], x[2]
    return first * rest[0] * rest[1]


@construct("`if`, `elif`, `else`")
def branches(x):
    if x[0] > 1.0:
        y = x[0]
    elif x[0] > 0.0:
        y = x[1] * x[0]
    else:
        y = x[2]
    return y * y


@construct("`for` over a range, an array, a list, `enumerate`, `zip`, `reversed`")
def for_loops(x):
    s = 0.0
    for k in range(3):
        s += x[k] ** 2
    for k, v in enumerate(x):
        s += k * v * v
    for a, b in zip(x, x[::-1]):
        s += a * b
    for v in reversed([x[0], x[1]]):
        s = s * v
    return s


@construct("`for` with `else`, `break`, `continue`")
def for_else(x):
    s = 0.0
    for v in x:
        if v < 0.4:
            continue
        if v > 5.0:
            break
        s += v * v
    else:
        s = s * x[0]
    return s


@construct("`while`, with `else`")
def while_else(x):
    s = x[0]
    while s < 3.0:
        s = s * 1.7 + x[1]
    else:
        s = s * s
    return s


@construct("`return` inside loops")
def return_in_loop(x):
    for i in range(3):
        for j in range(3):
            if x[i] * x[j] > 0.5:
                return x[i] ** 2 * x[j]
    return x[0]


@construct("`with np.errstate(...)`")
def errstate(x):
    with np.errstate(divide="ignore"):
        y = np.log(x)
    return np.sum(y * y)


@construct("`with` a lock, a timer, a context manager of your own, with and without `as`")
def with_manager(x):
    with LOCK, Counter() as c:
        y = x * x
    return np.sum(y) if c is not None else x[0]


@construct("`with` a generator under `contextlib.contextmanager`")
def with_generator(x):
    with announced("step"):
        y = np.sin(x)
    return np.sum(y)


@construct("`return`, `break`, `continue` inside `with`")
def jumps_in_with(x):
    s = 0.0
    for v in x:
        with np.errstate(all="ignore"):
            if v < 0.4:
                continue
            if v > 1.0:
                return s * v
        s += v * v
    return s


@construct("`with contextlib.nullcontext(v) as y`")
def nullcontext(x):
    with contextlib.nullcontext(x * 2.0) as y:
        return np.sum(y * x)


@construct("a value from `__enter__` of your own manager")
def value_of_a_manager(x):
    @contextlib.contextmanager
    def doubled():
        yield x * 2.0

    with doubled() as y:
        return np.sum(y * y)


@construct("`with contextlib.suppress(...)`")
def suppressed(x):
    with contextlib.suppress(ValueError):
        return math.log(x[0]) * x[1]
    return x[0]


@construct("`try`, `except`: no exception")
def attempt_that_works(x):
    try:
        y = math.log(x[0])
    except ValueError:
        y = x[1]
    return y * y


@construct("`try`, `except`: the handler")
def attempt_that_fails(x):
    try:
        y = math.log(-x[0])
    except ValueError:
        y = x[1] * x[0]
    return y * y


@construct("several handlers, tuples of classes, `as e`, bare `except`")
def several_handlers(x):
    s = 0.0
    for text in ("1.5", "two", None):
        try:
            k = float(text)
        except (ValueError, KeyError) as e:
            print("text:", e)
            s += x[0] * x[0]
        except Exception:
            s += x[1] * x[0]
        else:
            s += x[2] * k
    return s


@construct("`try` with `else` and `finally`")
def else_and_finally(x):
    try:
        y = np.linalg.inv(np.eye(3) * x[0])
    except np.linalg.LinAlgError:
        y = np.eye(3)
    else:
        y = y * x[1]
    finally:
        print("inverted")
    return np.sum(y)


@construct("`return`, `break`, `continue` inside `try` and handlers")
def jumps_in_try(x):
    s = 0.0
    for v in x:
        try:
            t = math.log(v - 0.4)
        except ValueError:
            continue
        if t > 0.0:
            break
        s += t * v
    try:
        return s * x[0]
    finally:
        print("done")


@construct("nested `try`, exceptions of called functions")
def nested_try(x):
    def root(v):
        if v < 0.0:
            raise ValueError(v)
        return np.sqrt(v)

    try:
        try:
            y = root(-x[0])
        except KeyError:
            y = x[0]
    except ValueError:
        y = root(x[1])
    return y * y


@construct("`raise` again, `raise ... from e`, in a way that is not taken")
def raise_again(x):
    try:
        y = math.log(x[0])
    except ValueError as e:
        raise ArithmeticError("no logarithm") from e
    except TypeError:
        raise
    return y * y


@construct("a loop inside `try`, in a loop")
def loop_in_try(x):
    s = 0.0
    for k in range(3):
        try:
            p = 1.0
            for v in x:
                p = p * v
                if p < 0.2:
                    raise ArithmeticError
            s += p
        except ArithmeticError:
            s += x[k] * k
    return s


@construct("what half a `try` body had done, used after the exception")
def half_a_try(x):
    y = x[0]
    try:
        y = y * 2.0
        z = math.log(-1.0) * y
    except ValueError:
        z = y
    return z


@construct("a loop in a `try` that an exception leaves, and what it had done")
def loop_in_a_try(x):
    y, total = x - 1.0, 0.0
    try:
        for v in y:
            total += math.sqrt(-v)
    except ValueError:
        total *= x[2]
    return total


@construct("what half a `with` in a `try` had done, used after the exception")
def half_a_with(x):
    y = x * 1.0
    try:
        with np.errstate(all="ignore"):
            y[0] = 2.0 * x[1]
            y[1] = math.log(-1.0)
    except ValueError:
        y[2] = 0.0
    return y[0]


@construct("an array that an operation may have written in part, used after the exception")
def half_an_array(x):
    y = x * 1.0
    try:
        y += np.ones(2)
    except ValueError:
        y[2] = 0.0
    return y[0]


@construct("a value taken out of an exception")
def value_of_an_exception(x):
    try:
        raise ValueError(x[0])
    except ValueError as e:
        return e.args[0] * 2.0


@construct("a jump out of `finally`")
def jump_out_of_finally(x):
    try:
        y = x[0] * 2.0
    finally:
        return x[1]


@construct("`except*`")
def exception_group(x):
    try:
        y = x[0] * x[0]
    except* ValueError:
        y = x[1]
    return y


@construct("`match`: literals, alternatives, captures, guards, `_`")
def match_literals(x):
    s = 0.0
    for k, v in enumerate(x):
        match k:
            case 0 | 1:
                s += v * v
            case n if n > 5:
                s += v
            case _:
                s += v**3
    return s


@construct("`match`: sequences, with a star", np.array([0.3, 0.5]), ["scale", 2.0, 3.0])
def match_sequences(x, command):
    match command:
        case ["scale", k, *rest]:
            return np.sum(x * x) * k * rest[0]
        case []:
            return x[0]
    return x[1]


@construct("`match`: mappings", np.array([0.3, 0.5]), {"kind": "tanh", "gain": 2.0})
def match_mappings(x, config):
    match config:
        case {"kind": "tanh", "gain": g}:
            return np.sum(np.tanh(g * x))
        case _:
            return x[0]


@construct("`match`: classes, `as`")
def match_classes(x):
    match x:
        case float():
            return x * x
        case np.ndarray(ndim=1) as v:
            return np.sum(v * v)


@construct("`match`: `{**rest}`")
def match_rest(x):
    match {"a": x[0], "b": x[1]}:
        case {"a": v, **rest}:
            return v * rest["b"]


@construct("`assert` with active conditions and messages")
def assertion(x):
    assert np.all(x > 0.0), f"not positive: {x}"
    return np.sum(np.log(x))


@construct("`raise` in a way that is not taken")
def raising(x):
    if x[0] < 0.0:
        raise ValueError(f"negative: {x[0]:.3f}")
    return np.sum(x * x)


@construct("`del` of names, also in a branch, and bound again")
def deletion(x):
    y = x * 2.0
    z = y * y
    del y
    if x[0] > 0.1:
        del x
    x = z * 3.0
    return np.sum(x * z)


@construct("a name that may have been deleted")
def deleted(x):
    y = x * x
    if x[0] > 5.0:
        del y
    return np.sum(y)


@construct("`global` for reading")
def global_read(x):
    global SCALE
    return np.sum(x * x) * SCALE


SCALE = 2.0


@construct("`import` inside the function: `import math`, `import numpy as xp`, `from math import exp`")
def imports(x):
    import math
    from math import exp as e

    import numpy as xp

    return math.sin(x[0]) * e(x[1]) + xp.sum(x * x)


@construct("docstrings, `pass`, `...`, annotations")
def no_operation(x: np.ndarray) -> float:
    """A docstring."""
    ...
    unused: int  # noqa: F842
    if x[0] > 0.0:
        pass
    return np.sum(x * x)


@construct("a loop over your own generator")
def own_generator(x):
    def pairs(v):
        for i in range(len(v) - 1):
            yield v[i], v[i + 1]

    s = 0.0
    for a, b in pairs(x):
        s += a * b
    return s


@construct("a loop over a generator with several `yield`, with `break`")
def several_yields(x):
    def steps(v):
        yield v[0]
        yield v[1] * v[0]
        yield v[2]

    s = 0.0
    for v in steps(x):
        if v > 1.0:
            break
        s += v * v
    return s


@construct("a generator handed to `itertools` or to a function, or kept in a variable")
def generator_handed(x):
    def powers(v):
        while True:
            yield v
            v = v * x[1]

    def total(values):
        s = 0.0
        for v in values:
            s += v * v
        return s

    first = itertools.islice(powers(x[0]), 4)
    return total(first) * total(v + x[2] for v in x)


@construct("a generator that is read twice")
def generator_object(x):
    def parts():
        yield x[0]
        yield x[1]

    it = parts()
    return next(it) * next(it)
