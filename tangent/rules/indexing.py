"""Rules for reading and writing elements by index."""

import operator

import numpy as np

from tangent.rules.kinds import inactive, linear, mutation
from tangent.runtime.shapes import add_at, fill_diagonal_bar, last_writes, put_bar, unbroadcast

# For a basic index the compiler writes `x_bar[index] += out_bar` itself; repeated indices need add_at.


@linear(operator.getitem, wrt=("x",), view=True)
def _(x, index, *, out_bar, x_bar):
    add_at(x_bar, index, out_bar)


# In the rules below `.copy()` because what is returned must not share memory with `x_bar`, which lives on.


def _jvp(a, indices, b, *, a_dot, b_dot):
    np.add.at(a_dot, indices, b_dot)


@mutation(np.add.at, wrt=("a", "b"), jvp=_jvp)
def _(a, indices, b, *, a_bar):
    return unbroadcast(a_bar[indices].copy(), b)


def _jvp(a, indices, b, *, a_dot, b_dot):
    np.subtract.at(a_dot, indices, b_dot)


@mutation(np.subtract.at, wrt=("a", "b"), jvp=_jvp)
def _(a, indices, b, *, a_bar):
    return unbroadcast(-a_bar[indices], b)


def _jvp(dst, src, casting="same_kind", where=True, *, dst_dot, src_dot):
    np.copyto(dst_dot, src_dot, where=where)


@mutation(np.copyto, wrt=("dst", "src"), jvp=_jvp)
def _(dst, src, casting="same_kind", where=True, *, dst_bar):
    if where is True:
        src_bar = unbroadcast(dst_bar.copy(), src)
        dst_bar[...] = 0.0
        return src_bar
    src_bar = unbroadcast(np.where(where, dst_bar, 0.0), src)
    np.copyto(dst_bar, 0.0, where=where)
    return src_bar


def _jvp(a, val, wrap=False, *, a_dot, val_dot):
    np.fill_diagonal(a_dot, val_dot)


@mutation(np.fill_diagonal, wrt=("a", "val"), jvp=_jvp)
def _(a, val, wrap=False, *, a_bar):
    val_bar = fill_diagonal_bar(a_bar, val)
    np.fill_diagonal(a_bar, 0.0)
    return val_bar


def _jvp(a, ind, v, *, a_dot, v_dot):
    np.put(a_dot, ind, v_dot)


@mutation(np.put, wrt=("a", "v"), jvp=_jvp)
def _(a, ind, v, *, a_bar):
    v_bar = put_bar(a_bar, ind, v)
    np.put(a_bar, ind, 0.0)
    return v_bar


def _jvp(x_bar, index, g, *, x_bar_dot, g_dot):
    add_at(x_bar_dot, index, g_dot)


@mutation(add_at, wrt=("x_bar", "g"), jvp=_jvp)
def _(x_bar, index, g, *, x_bar_bar):
    return unbroadcast(x_bar_bar[index].copy(), g)


inactive("which writes survive is a mask", last_writes)
