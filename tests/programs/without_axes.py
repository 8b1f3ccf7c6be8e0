"""Arrays without axes that are written, beside the numbers that were read from them."""

import numpy as np

from tests.programs import Case

X = np.array([0.3, -0.4, 0.9])


def acc(x):
    s = np.array(0.0)
    for v in x:
        s += v * v
        s *= 0.5
    return s * s


def acc_arr(x):
    s = np.zeros(())
    for v in x:
        t = s + 0.0
        s += v * t + v
    return s


def keep(x):
    s = np.array(x[0])
    hist = []
    for v in x:
        s += v
        hist.append(s + 0.0)
    return hist[0] * hist[1] * hist[2]


def keep2(x):
    s = np.array(x[0])
    hist = []
    for v in x:
        s += v
        hist.append(s)
    return hist[0] * hist[1] * hist[2]


def keep3(x):
    s = np.array(x[0])
    hist = np.zeros(3)
    for i, v in enumerate(x):
        s += v
        hist[i] = s
    return np.prod(hist)


def fill(x):
    s = np.array(x[0])
    s.fill(x[1])
    t = s * 1.0
    s[()] = x[2]
    return s * t


def fill2(x):
    s = np.array(x[0])
    t = -s
    u = s / 1.0
    w = s**1
    s[...] = x[2] * x[1]
    return s * t * u * w


def pos(x):
    s = np.array(x[0])
    t = +s
    u = np.positive(s)
    w = np.real(s)
    s *= x[1]
    return s * t * u * w


def copies(x):
    s = np.array(x[0])
    t = np.copy(s)
    u = s.copy()
    w = np.array(s)
    z = np.asarray(s)
    s *= x[1]
    return s * t * u * w * z


def sub(x):
    s = np.array(x[0])
    t = s - 0.0
    u = np.sum(s)
    w = np.squeeze(s)
    r = s.reshape(())
    s -= x[1]
    return s * t * u * w * r


def resh(x):
    s = np.array(x[0])
    r = s.reshape(1)
    s -= x[1]
    return np.sum(s * r)


def elem0(x):
    m = x * 2.0
    s = m[0, ...]
    s *= x[1]
    return m[0] * s


def elem1(x):
    m = x * 2.0
    s = m[1:2].reshape(())
    s *= x[1]
    return m[0] * s * m[1]


def through(x):
    s = np.array(x[0] * 1.0)

    def bump(z, k):
        z += k
        return z * 1.0

    a = bump(s, x[1])
    b = bump(s, x[2])
    return a * b * s


def helper(z, k):
    z *= k
    return z


def through2(x):
    s = np.array(x[0] * 1.0)
    a = helper(s, x[1])
    b = helper(s, x[2])
    return a * b * s


def maxs(x):
    s = np.array(x[0])
    for v in x:
        m = np.maximum(s, v)
        s += v * m
    return s


def loss_acc(x):
    total = np.zeros(())
    for v in x:
        np.add(total, v * v, out=total)
    return np.sqrt(total)


def cond(x):
    s = np.array(x[0])
    t = s if x[1] > 0 else s + 0.0
    s *= x[2]
    return s * t


def mean0(x):
    s = np.mean(x, keepdims=False)
    s += x[0]
    return s * s


def where0(x):
    s = np.where(x[0] > 0, x[0], x[1])
    t = s
    s *= x[1]
    return s * t


def where0b(x):
    s = np.where(x[0] > 0, x[0], x[1])
    t = s * 1
    s *= x[1]
    return s * t


def ein0(x):
    s = np.einsum("i,i->", x, x)
    t = s
    s *= x[1]
    return s * t


def asar(x):
    s = np.asarray(x[0])
    t = s
    s *= x[1]
    return s * t


def ret0(x):
    s = np.array(x[0])
    s *= x[1]
    return s


CASES = [
    Case(acc, (X,)),
    Case(acc_arr, (X,)),
    Case(keep, (X,)),
    Case(keep2, (X,)),
    Case(keep3, (X,)),
    Case(fill, (X,)),
    Case(fill2, (X,)),
    Case(pos, (X,)),
    Case(copies, (X,)),
    Case(sub, (X,)),
    Case(resh, (X,)),
    Case(elem0, (X,)),
    Case(elem1, (X,)),
    Case(through, (X,)),
    Case(through2, (X,)),
    Case(maxs, (X,)),
    Case(loss_acc, (X,)),
    Case(cond, (X,), refused="TGT401"),
    Case(mean0, (X,)),
    Case(where0, (X,)),
    Case(where0b, (X,)),
    Case(ein0, (X,)),
    Case(asar, (X,)),
    Case(ret0, (X,)),
]
