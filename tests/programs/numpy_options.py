"""Options and methods of NumPy that few programs use, each of which has a derivative."""

from __future__ import annotations

import cmath
import math
import operator

import numpy as np

from tests.programs import Case

X = np.array([0.7, 2.1, 1.3, 4.2])
MATRIX = np.array([[2.5, -1.2, 0.4], [0.3, 1.9, 0.8], [-0.6, 0.5, 3.1]])
POWERS = np.polynomial.Polynomial([1.0, 2.0, 3.0])
WAVES = np.polynomial.Chebyshev([1.0, 0.2, -0.3], domain=[0.0, 5.0])
SLOPES = np.polynomial.Hermite([0.3, 1.0, 0.2, 0.1]).deriv()
OLD = np.poly1d([1.0, -0.5, 2.0])
VALUES = {"x": X, "A": MATRIX, "s": 0.6, "z": 0.4 + 0.9j}


def reduced_along_no_axis(A):
    return (
        np.sum(A, axis=()) + np.sum(np.max(A, axis=()) ** 2) + np.sum(np.sum(A, axis=(), keepdims=True) ** 3)
    )


def values_in_geometric_steps(x, s):
    return np.sum(np.geomspace(x, s + 3.0, 4, axis=-1) ** 2) + np.sum(np.geomspace(-x, -s, 4, endpoint=False))


def complex_values_in_geometric_steps(x):
    r = np.geomspace(x * (1.0 + 0.5j), 2.0 - 1.0j, 4)
    return np.sum(np.real(r) * np.imag(r))


def powers_in_steps(x, s):
    return np.sum(np.logspace(0.3, s, 4, base=x, axis=1) ** 2) + np.sum(np.logspace(x, s, 3) ** 0.5)


def powers_in_steps_of_a_dtype(s):
    return float(np.sum(np.logspace(0.3, s, 4, dtype=np.float64))) * s


def steps_and_their_width(x, s):
    r, h = np.linspace(x, s, 4, retstep=True, axis=-1)
    return np.sum(r**2) * np.sum(h**3)


def a_device_is_named(x, s):
    return np.sum(np.asarray(x, device="cpu") ** 2) * np.sum(np.linspace(s, 2.0, 3, device="cpu"))


def covariances_of_a_dtype(A):
    return np.sum(np.cov(A, dtype=np.float64) ** 2) + np.sum(np.corrcoef(A, dtype=np.float64) ** 3)


def slopes_of_second_order_at_the_edges(A):
    return np.sum(np.gradient(A, axis=0, edge_order=2) ** 2)


def blocks_of_numbers(s):
    return np.sum(np.block([[s, 1.0], [s * s, 2.0 * s]]) ** 2)


def the_distance_of_points_one_of_which_moves(s):
    return math.dist([s, s * s], [1.0, 2.0]) + math.dist((0.0, 0.5), (s, 3.0))


def the_distance_of_arrays(x, s):
    return math.dist(x, x * s)


def a_product_from_a_start(x, s):
    return math.prod([s, s + 1.0], start=2.0) + math.prod(x, start=s)


def a_polynomial_fitted_with_its_covariance(x):
    c, v = np.polyfit(x, np.array([0.3, 0.9, 0.1, 2.0]), 1, cov=True)
    return np.sum(c**2) + np.sum(v**2)


def a_polynomial_fitted_with_all_results(x):
    c, rest, _, _, _ = np.polyfit(np.arange(4.0), x, 1, full=True)
    return np.sum(c**2) + np.sum(rest**2)


def five_matrices_multiplied(A, x):
    return np.sum(np.linalg.multi_dot([A, A.T, A[:, :2], A[:2], A]) ** 2)


def vectors_at_the_ends_of_a_product(A, x):
    return np.linalg.multi_dot([x[:3], A, A.T, A, x[1:]]) ** 2


def one_end_of_a_product_is_a_vector(A, x):
    return np.sum(np.linalg.multi_dot([x[:3], A, A.T, A]) ** 2)


def windows_that_slide(x, A):
    w = np.lib.stride_tricks.sliding_window_view
    return np.sum(w(x, 2) ** 3) + np.sum(np.cos(w(A, (2, 2)))) + np.sum(w(A, 2, axis=1) ** 2)


def a_window_over_what_is_written(x):
    y = x * 1.0
    w = np.lib.stride_tricks.sliding_window_view(x * 2.0, 3)
    y[:2] = np.sum(w, axis=1)
    return np.sum(y**2)


def the_middle_of_an_array_that_may_change(x, A):
    return np.median(x * 1.0, overwrite_input=True) ** 2 + np.sum(
        np.percentile(A * 1.0, 30, axis=0, overwrite_input=True) ** 2
    )


def spread_about_a_mean_of_some_elements(A):
    m = np.mean(A, axis=1, keepdims=True)
    return np.sum(np.var(A, axis=1, mean=m, where=A > 0) ** 2) + np.sum(np.nanstd(A, axis=1, mean=m))


def operators_by_their_methods(x, s):
    y = x.__mul__(s).__add__(x)
    return np.sum(y.__pow__(2)) + y.__getitem__(1) + np.sum(y.__neg__().__abs__())


def a_view_of_all(x, s):
    y = x * s
    y.view()[1:] *= 2.0
    return np.sum(y**2) + np.sum(y.view(np.float64) ** 3) + np.sum(y.view(np.ndarray))


def a_view_of_pairs_of_numbers(x):
    z = (x * 2.0).view(complex)
    return np.sum(np.abs(z) ** 3) + np.sum((z * z).view(float) ** 2)


def partitioned_in_place(x, A):
    y = A * 1.0
    y.partition(1, axis=0)
    z = x * 2.0
    z.partition([1, 2])
    return np.sum(y[1] ** 2) + z[1] * z[2]


def put_outside_of_an_array(x, s):
    y = x * 1.0
    np.put(y, [0, 9], [s, s * s], mode="clip")
    y.put([-5, 6], s, mode="wrap")
    return np.sum(y**3)


def a_diagonal_that_is_wrapped(s, x):
    y = np.ones((7, 3))
    np.fill_diagonal(y, x * s, wrap=True)
    return np.sum(y * np.arange(21.0).reshape(7, 3))


def a_wide_array_with_a_diagonal(s):
    y = np.ones((3, 7))
    np.fill_diagonal(y, s, wrap=False)
    return np.sum(y**2 * np.arange(7.0))


def numbers_repaired_in_place(x, s):
    y = x * 1.0
    y[1] = np.inf
    np.nan_to_num(y, copy=False, posinf=s)
    return np.sum(y**2)


def copied_with_every_cast(x, s):
    y = np.zeros(4)
    np.copyto(y, x * s, casting="unsafe")
    return np.sum(y**2)


def places_counted_through_all_axes(A, s):
    y = A * 1.0
    y.flat[2] = s
    y.flat[[4, 5]] *= 2.0
    y.flat[6:] = [s, 1.0]
    return np.sum(y**2) * A.flat[3] + np.sum(A.flat[1:4] ** 2)


def an_array_filled_in_the_order_of_its_elements(A, x):
    y = A * 1.0
    y.flat = x
    return np.sum(y * A)


def a_method_with_some_elements_only(A, s):
    return (
        np.sum(np.hypot.reduce(A, axis=0, initial=s, where=A > 0))
        + np.sum(np.logaddexp.reduce(A, where=A > 0) ** 2)
        + np.sum(np.subtract.reduce(A, axis=1, initial=s) ** 2)
    )


def a_method_along_several_axes(A, s):
    return np.hypot.reduce(A, axis=None) * s + np.sum(np.fmax.reduce(A, axis=(0, 1), keepdims=True) ** 2)


def methods_into_an_array(A, x):
    y = np.zeros(3)
    np.subtract.reduce(A, axis=1, out=y)
    z = np.zeros(2)
    np.multiply.reduceat(x, [0, 2], out=z)
    return np.sum(y**2) + np.sum(z**2)


def methods_of_another_dtype(x):
    return float(np.sum(np.subtract.accumulate(x, dtype=np.float64))) + np.sum(
        np.add.reduceat(x, [0, 2], dtype=np.float64) ** 2
    )


def an_outer_product_of_a_list(x, s):
    return np.sum(np.multiply.outer(x, [1.0, s, 2.0]) ** 2)


def a_function_applied_at_places(x):
    y = x * 1.0
    np.exp.at(y, [0, 1])
    np.negative.at(y, [2, 2, 3])
    return np.sum(y**2)


def options_of_ufuncs(x, A):
    return np.sum(np.add(x, x, subok=False, signature="dd->d") ** 2) + np.sum(
        np.exp(A, order="F", casting="same_kind") ** 2
    )


def a_dtype_and_an_array_for_the_result(x):
    y = np.zeros(4)
    np.multiply(x, x, out=y, dtype=np.float64)
    return np.sum(y**2)


def an_array_for_the_result_among_the_operands(x):
    y = np.zeros(4)
    np.multiply(x, x, y, where=x > 1.0)
    return np.sum(y**2)


def products_along_other_axes(A, x):
    return (
        np.sum(np.vecdot(A, A.T, axes=[0, 0, ()]) ** 2)
        + np.sum(np.vecdot(A, A, keepdims=True) ** 2)
        + np.sum(np.matvec(A, x[:3], axes=[(1, 0), 0, 0]) ** 2)
        + np.sum(np.vecmat(x[:3], A, axes=[0, (1, 0), 0]) ** 3)
    )


def clipped_in_another_dtype(x, s):
    return float(np.sum(np.clip(x, s, 2.0, dtype=np.float64))) ** 2


def functions_of_the_module_operator(x, s):
    y = operator.abs(x - 1.0)
    operator.setitem(y, 1, s)
    return np.sum(y**2)


def complex_numbers_at_a_branch_of_a_rule(z):
    r = cmath.sqrt(z) * cmath.log(z, 2.0)
    return math.cos(r.real) + r.imag**2


def function_of_two_results(x, s):
    u = np.frompyfunc(lambda p, q: (p * q, q**2), 2, 2)
    a, b = u(x, s)
    return np.sum(a.astype(float) ** 2) * np.sum(b.astype(float))


def function_of_three_results(A):
    a, b, c = np.vectorize(lambda p: (p**2, 3.0 * p, p + 1.0))(A)
    return np.sum(a * b / (2.0 + c**2))


def functions_of_polynomials(x, A):
    return np.sum(POWERS(x) * WAVES(x)) + np.sum(SLOPES(A) ** 2) + np.sum(OLD(x))


def elements_of_two_arrays(x, A):
    total = 0.0
    for a, b, c in np.nditer([x[1:], A, A[:, :1]]):
        total = total * 0.5 + a * np.sin(b) * c
    return total


def elements_into_an_array_that_is_made(x, s):
    with np.nditer([x, np.ones((2, 1)), None]) as it:
        for a, b, c in it:
            c[...] = np.exp(a * 0.1) * s + b
        y = it.operands[2]
    return np.sum(y**2)


def elements_into_an_array_that_is_there(x, A):
    y = A * 1.0
    for a, b in np.nditer([x[1:], y], op_flags=[["readonly"], ["readwrite"]]):
        if a > 1.5:
            b[...] = a * b**2
    return np.sum(y**2)


def elements_by_pairs(x):
    total = 0.0
    for pair in np.nditer([x, x * 2.0]):
        total = total + pair[0] * pair[1]
    return total


FUNCTIONS = (
    elements_of_two_arrays,
    elements_into_an_array_that_is_made,
    elements_into_an_array_that_is_there,
    function_of_two_results,
    function_of_three_results,
    complex_numbers_at_a_branch_of_a_rule,
    reduced_along_no_axis,
    values_in_geometric_steps,
    complex_values_in_geometric_steps,
    powers_in_steps,
    powers_in_steps_of_a_dtype,
    steps_and_their_width,
    a_device_is_named,
    covariances_of_a_dtype,
    slopes_of_second_order_at_the_edges,
    blocks_of_numbers,
    the_distance_of_points_one_of_which_moves,
    the_distance_of_arrays,
    a_product_from_a_start,
    a_polynomial_fitted_with_its_covariance,
    a_polynomial_fitted_with_all_results,
    five_matrices_multiplied,
    vectors_at_the_ends_of_a_product,
    one_end_of_a_product_is_a_vector,
    windows_that_slide,
    a_window_over_what_is_written,
    the_middle_of_an_array_that_may_change,
    spread_about_a_mean_of_some_elements,
    operators_by_their_methods,
    a_view_of_all,
    a_view_of_pairs_of_numbers,
    partitioned_in_place,
    put_outside_of_an_array,
    a_diagonal_that_is_wrapped,
    a_wide_array_with_a_diagonal,
    numbers_repaired_in_place,
    copied_with_every_cast,
    places_counted_through_all_axes,
    an_array_filled_in_the_order_of_its_elements,
    a_method_with_some_elements_only,
    a_method_along_several_axes,
    methods_into_an_array,
    methods_of_another_dtype,
    an_outer_product_of_a_list,
    a_function_applied_at_places,
    options_of_ufuncs,
    a_dtype_and_an_array_for_the_result,
    an_array_for_the_result_among_the_operands,
    products_along_other_axes,
    clipped_in_another_dtype,
    functions_of_the_module_operator,
)


def arguments(function):
    """A maker of the arguments that the names of the parameters ask for."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return lambda: tuple(np.copy(VALUES[n]) if n in "xA" else VALUES[n] for n in names)


CASES = [Case(f, arguments(f), tuple(range(f.__code__.co_argcount))) for f in FUNCTIONS]
CASES += [Case(elements_by_pairs, arguments(elements_by_pairs), refused="TGT208")]
CASES += [  # (a `Polynomial` has no literal)
    Case(functions_of_polynomials, arguments(functions_of_polynomials), (0, 1), standalone=False)
]
