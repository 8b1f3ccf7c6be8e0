"""Reading and writing by index."""

import operator

import numpy as np

from .spec import calls, each, fixed, mask, real

I = each(fixed(np.array([0, 2, 2])), fixed(np.array([[1, -1], [0, 0]])))

calls(
    operator.getitem,
    "a[{0|-1|1:|::2|::-1|...|None|:, 1|1, 2|..., 0|:, None, 1:|1:1|[0, 1, 1]}]",
    "dfD",
    a=real(2, 3),
)
calls(operator.getitem, "a[i]", "dfD", a=each(real(3), real(3, 2), real(4, 2, 3)), i=I)
calls(operator.getitem, "a[{:, i|i, 0|i, 1:|..., i}]", a=real(3, 3), i=I)
calls(
    operator.getitem,
    "a[{i, j|i, :, j|:, i, j}]",
    a=real(3, 3, 3),
    i=fixed(np.array([0, 2, 2])),
    j=fixed(np.array([1, 1, 0])),
)
calls(operator.getitem, "a[{m|a > 0|~m}]", a=real(2, 3), m=mask(2, 3))
calls(operator.getitem, "a[{np.ix_([0, 1], [2, 0])|np.triu_indices(2)|np.nonzero(a > 0)}]", a=real(3, 3))
calls(
    np.take,
    "{np.take(a, i)|a.take(i)|np.take(a, i, axis=0)|a.take(i, axis=-1)|np.take(a, i, 1)}",
    a=real(3, 3),
    i=I,
)
calls(np.take, "np.take(a, {1|[0, 2, 0]|-1}{|, axis=0})", a=each(real(3), real(3, 2)))
calls(
    np.take_along_axis,
    "np.take_along_axis(a, {np.argsort(a, axis=1), axis=1|np.argsort(a, axis=0), 0|np.argmax(a, axis=-1)[:, None], axis=-1})",
    a=real(2, 3),
)
calls(np.take_along_axis, "np.take_along_axis(a, i, None)", a=real(2, 3), i=fixed(np.array([0, 4, 4])))

calls(
    np.add.at,
    "y = a.copy(); np.add.at(y, i, v); y",
    a=real(3),
    i=fixed(np.array([0, 2, 2])),
    v=each(real(3), real("py"), real(1)),
)
calls(
    np.add.at,
    "y = a.copy(); np.add.at(y, (i, {0|slice(None)|i}), 2.0 * v); y * y",
    a=real(3, 3),
    i=fixed(np.array([0, 2, 2])),
    v=real("py"),
)
calls(
    np.subtract.at,
    "y = a.copy(); np.subtract.at(y, i, v); y",
    a=real(3),
    i=fixed(np.array([0, 2, 2])),
    v=each(real(3), real("py")),
)
calls(
    np.copyto,
    "y = a.copy(); np.copyto(y, v{|, where=m|, where=m[0]}); y * y",
    a=real(2, 3),
    v=each(real(2, 3), real(3), real("py")),
    m=mask(2, 3),
)
calls(
    np.fill_diagonal,
    "y = a.copy(); np.fill_diagonal(y, v); y * y",
    a=each(real(3, 3), real(2, 3)),
    v=each(real("py"), real(3), real(2)),
)
calls(
    np.put,
    "y = a.copy(); {np.put(y, [0, 4, 4], v)|y.put([1, 2], v)}; y * y",
    a=real(2, 3),
    v=each(real("py"), real(3), real(2)),
)
calls(
    np.put_along_axis,
    "y = a.copy(); np.put_along_axis(y, {np.argsort(a, axis=1)|np.argmax(a, axis=1)[:, None]|np.array([[0, 0], [2, 1]])}, v, {axis=1|-1}); y * y",
    a=real(2, 3),
    v=each(real("py"), real(2, 1)),
)
calls(
    np.put_along_axis,
    "y = a.copy(); np.put_along_axis(y, i, v, axis=None); y * y",
    a=real(2, 3),
    i=fixed(np.array([0, 4, 1])),
    v=each(real("py"), real(3)),
)
for _n in ("place", "putmask"):
    calls(
        getattr(np, _n),
        f"y = a.copy(); np.{_n}(y, {{m|y > 0}}, v); y * y",
        a=real(2, 3),
        v=each(real("py"), real(6), real(2)),
        m=mask(2, 3),
    )
    calls(getattr(np, _n), f"y = a.copy(); np.{_n}(y[1:], m, [v, 2.0]); y * y", a=real(4), v=real("py"), m=fixed(np.array([True, False, True])))
calls(np.take_along_axis, "np.take_along_axis(a, i, axis={0|1|-1})", a=real(3, 3), i=each(fixed(np.array([[2, 0, 2]])), fixed(np.array([[1], [1], [0]]))))

# ---------------------------------------------------------------- where to write

calls(np.put, "y = np.copy(a); np.put(y, i, b{|, mode='raise'|, 'clip'|, mode='wrap'}); y * y", a=real(3, 2), b=each(real(2), real("py")), i=fixed(np.array([0, 3])))
calls(np.put, "y = np.copy(a); y.put([7, -9], b, mode={'clip'|'wrap'}); y * y", a=real(3, 2), b=real(2))
calls(np.fill_diagonal, "y = np.copy(a); np.fill_diagonal(y, b{|, wrap=False|, wrap=True}); y * y", a=each(real(7, 3), real(3, 4)), b=each(real(3), real("py")))
calls(np.copyto, "y = np.copy(a); np.copyto(y, b, {'unsafe'|casting='same_kind'}); y * y", a=real(2, 3), b=real(3))
