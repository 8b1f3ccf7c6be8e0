"""Arrays that are written in place, by every operator and by what reads the same array."""

import numpy as np

from tests.programs import Case

X = np.array([0.312, -0.437, 0.943])


def row_of_itself_taken_away(x):
    m = np.outer(x, np.cos(x))
    m -= m[0]
    return np.sum(m * m * x)


def divided_by_its_sum(x):
    m = np.outer(x, np.cos(x))
    m /= m.sum()
    return np.sum(m * m * x)


def element_of_itself_taken_away(x):
    a = np.cos(x)
    a -= a[0]
    a += a[1]
    return np.sum(a * a * x)


def scaled_by_its_column(x):
    m = np.outer(x, np.cos(x))
    m *= m[:, :1]
    return np.sum(m * m * x)


def scaled_by_rows_before(x):
    m = np.outer(x, np.cos(x))
    m[1:] *= m[:-1]
    return np.sum(m * m * x)


def its_turn_added(x):
    m = np.outer(x, np.cos(x))
    m += m.T
    return np.sum(m * m * x)


def its_turn_written(x):
    m = np.outer(x, np.cos(x))
    m[:] = m.T
    return np.sum(m * m * x)


def matrix_product_in_place(x):
    m = np.outer(x, np.cos(x))
    m @= np.outer(np.sin(x), x)
    return np.sum(m * m * x)


def power_in_place(x):
    a = np.abs(x) + 1
    a **= x
    return np.sum(a)


def power_of_itself(x):
    a = np.abs(x) + 1
    a **= a
    return np.sum(a)


def powers_in_place(x):
    a = np.abs(x) + 1
    a **= 2
    a **= 0.5
    a **= -1
    return np.sum(a * x)


def remainder_in_place(x):
    a = x * 5
    a %= 0.7 * x[0]
    return np.sum(a * a)


def strides_turned(x):
    a = np.cos(x)
    a[::2] = a[::-2]
    return np.sum(a * x)


def strides_into_strides(x):
    a = np.arange(6.0)
    a[::2] = x
    a[1::2] = a[::2] * 2
    a[2:4] = a[3:1:-1]
    return np.sum(a * a * a)


def elements_exchanged_and_scaled(x):
    a = np.cos(x)
    a[[2, 0]] = a[[0, 2]] * x[:2]
    return np.sum(a * a * x)


def repeated_elements(x):
    a = np.cos(x)
    a[[0, 0, 1]] += x
    return np.sum(a * a)


def largest_replaced(x):
    a = np.cos(x)
    i = np.argmax(a)
    a[i] = x[0]
    a[i - 1] *= x[1]
    return np.sum(a * a)


def masks_replaced(x):
    m = np.outer(x, np.cos(x))
    m[m > 0.1] = 0.5
    m[m < 0] *= -1
    return np.sum(m * m * x)


def mask_of_its_turn(x):
    m = np.outer(x, np.cos(x))
    k = m < 0
    m[k] = m.T[k]
    return np.sum(m * m * x)


def columns_exchanged(x):
    m = np.outer(x, np.cos(x))
    m[:, [0, 2]] = m[:, [2, 0]]
    m[[0, 1], [1, 2]] *= x[:2]
    return np.sum(m * m * x)


def open_mesh_added(x):
    m = np.outer(x, np.cos(x))
    m[np.ix_([0, 2], [1, 2])] += x[0] * x[1]
    return np.sum(m * m * x)


def triangle_replaced(x):
    m = np.outer(x, np.cos(x))
    m[np.triu_indices(3)] = x[0]
    m[np.diag_indices(3)] *= x
    return np.sum(m * m * x)


def chain_of_targets(x):
    m = np.zeros((3, 3))
    m[0] = m[1] = m[:, 2] = x
    return np.sum(m * m * x)


def two_names_at_once(x):
    a = b = np.cos(x)
    a *= x
    return np.sum(a * b)


def whole_and_parts(x):
    a = np.zeros(3)
    a[:] = x[0]
    a[1:] += x[1]
    a[-1] -= x[2]
    a[...] *= 2
    return np.prod(a)


def out_where(x):
    a = np.cos(x)
    np.multiply(a, x, out=a, where=x > 0)
    return np.sum(a * a)


def out_of_itself(x):
    a = np.cos(x)
    np.sin(a, out=a)
    np.add(a, a, out=a)
    np.divide(x, a, a)
    return np.sum(a * a)


def sums_into_arrays(x):
    a = np.cos(x)
    b = np.empty(3)
    np.cumsum(a, out=b)
    np.cumsum(b, out=b)
    return np.sum(b * a)


def sum_into_no_axes(x):
    a = np.cos(x)
    b = np.empty(())
    np.sum(a * a, out=b)
    return b * a[0]


def products_into_rows(x):
    m = np.outer(x, np.cos(x))
    b = np.empty(3)
    np.dot(m, x, out=b)
    np.matmul(m, b, out=m[0])
    return np.sum(m * b)


def sorted_in_place(x):
    a = np.cos(x)
    a.sort()
    a[0] *= 3
    return np.sum(a * x)


def sorted_by_places(x):
    a = np.cos(x)
    a = a[np.argsort(a)]
    a[0] *= 3
    return np.sum(a * x)


def sorted_columns(x):
    m = np.outer(x, np.cos(x))
    m.sort(axis=0)
    m[0] *= 3
    return np.sum(m * x)


def turned_in_its_view(x):
    a = np.cos(x)
    b = a[1:]
    b[:] = b[::-1]
    return np.sum(a * x)


def views_that_overlap(x):
    a = np.cos(x)
    b = a[::2]
    c = a[1:]
    b += c
    return np.sum(a * x)


def rows_exchanged_as_views(x):
    a = np.zeros((2, 3))
    a[0], a[1] = x, x * x
    a[0], a[1] = a[1], a[0]
    return np.sum(a[0] * a[0] * a[1])


def rows_exchanged_as_copies(x):
    a = np.zeros((2, 3))
    a[0], a[1] = x, x * x
    a[0], a[1] = a[1].copy(), a[0].copy()
    return np.sum(a[0] * a[0] * a[1])


def elements_exchanged(x):
    a = np.cos(x)
    a[0], a[1] = a[1], a[0]
    a[0], a[2] = a[2] * 2, a[0] * a[1]
    return np.sum(a * x * a)


def target_read_by_a_target(x):
    a = np.cos(x)
    i = 0
    i, a[i] = 1, x[1]
    a[i], i = x[2], 2
    return np.sum(a * x * a) * i


def place_chosen_by_an_element(x):
    a = np.cos(x)
    a[0], a[a[0] > 0.5 and 1 or 2] = x[2], x[1]
    return np.sum(a * a)


def imaginary_part_in_place(x):
    a = np.zeros(3, dtype=complex)
    a[:] = x * (1 + 2j)
    a *= a
    a.real[:] = x
    a.imag *= 2.0
    return np.sum(np.abs(a) ** 2)


def shifted_sums(x):
    r = np.zeros(4)
    r[:-1] += x
    r[1:] += x
    r[1:-1] *= r[:-2]
    return np.sum(r * r)


def relaxation(x):
    u = np.zeros(5)
    u[1:4] = x
    for _ in range(3):
        u[1:-1] = 0.5 * (u[:-2] + u[2:]) + u[1:-1] ** 2
    return np.sum(u * u)


def relaxation_by_elements(x):
    u = np.zeros(5)
    u[1:4] = x
    for _ in range(3):
        for i in range(1, 4):
            u[i] = 0.5 * (u[i - 1] + u[i + 1]) * u[i]
    return np.sum(u * u)


def sweep(x):
    u = np.zeros(5)
    u[1:4] = x
    for i in range(1, 4):
        u[i] += u[i - 1] * x[i - 1]
        u[i + 1] -= u[i]
    return np.sum(u * u)


def diagonal_cleared(x):
    u = np.cos(x)
    v = u[None, :] * u[:, None]
    v[np.arange(3), np.arange(3)] = 0
    u *= v.sum(0)
    return np.sum(u)


def cholesky_in_place(x):
    L = np.eye(3) * 2 + np.outer(x, x)
    for k in range(3):
        L[k, k] = np.sqrt(L[k, k])
        L[k + 1 :, k] /= L[k, k]
        for j in range(k + 1, 3):
            L[j:, j] -= L[j:, k] * L[j, k]
    return np.sum(np.log(np.diag(L))) + L[2, 0] * L[1, 0]


def elimination_in_place(x):
    A = np.eye(3) * 3 + np.outer(x, x)
    b = x.copy()
    for k in range(3):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
            b[[k, p]] = b[[p, k]]
        for i in range(k + 1, 3):
            f = A[i, k] / A[k, k]
            A[i, k:] -= f * A[k, k:]
            b[i] -= f * b[k]
    for i in reversed(range(3)):
        b[i] = (b[i] - A[i, i + 1 :] @ b[i + 1 :]) / A[i, i]
    return np.sum(b * b)


def append_insert_delete(x):
    a = np.cos(x)
    a = np.append(a, x[0])
    a[3] *= 2
    a = np.insert(a, 1, x[1])
    a[1] *= a[0]
    a = np.delete(a, 2)
    return np.sum(a * a)


def roll_and_pad(x):
    a = np.cos(x)
    a = np.roll(a, 1)
    a[0] = x[0]
    a = np.pad(a, 1)
    a[0] = a[-2]
    a[-1] = a[1]
    return np.sum(a * a)


def tile_repeat_stack(x):
    a = np.tile(x, (2, 1))
    a[0] *= 3
    b = np.repeat(x, 2)
    b[1] *= 2
    c = np.stack([x, x])
    c[1] -= x
    return np.sum(a) * np.sum(b * b) * np.sum(c * c)


def broadcast_and_copied(x):
    a = np.broadcast_to(x, (2, 3)).copy()
    a[0] *= x
    return np.sum(a * a)


def full_arrays(x):
    a = np.full((2, 3), x[0])
    a[0] *= x
    b = np.full_like(a, x[1])
    b[1] += a[0]
    return np.sum(a * b)


def flat_elements(x):
    a = x.copy()
    a.flat[1] = x[0] * x[2]
    a.flat[:] = a * 2
    return np.sum(a * a)


def clipped_and_chosen(x):
    a = np.where(x > 0, x, -x)
    a[a < 0.35] = 0
    b = np.clip(a, 0.1, 0.6)
    b[0] += 1
    return np.sum(a * b)


def columns_by_their_turn(x):
    a = np.zeros((3, 2))
    a[:, 0], a[:, 1] = np.cos(x), np.sin(x)
    p = a.T
    p[0] *= p[1]
    return np.sum(a[:, 0] * x)


def array_of_rows(x):
    rows = [np.cos(x), np.sin(x)]
    m = np.array(rows)
    m[0] *= 2
    rows[1] *= 3
    return np.sum(m * m) + np.sum(rows[1])


def floor_division(x):
    a = x * 5
    a //= 0.1
    return np.sum(a * x)


def floor_into_itself(x):
    a = x * 5
    np.floor(a, out=a)
    return np.sum(a * x)


def sign_into_itself(x):
    a = x * 5
    np.sign(a, a)
    return np.sum(a * x)


def round_into_itself(x):
    a = x * 5
    np.round(a, 1, out=a)
    return np.sum(a * x)


def floor_division_of_a_slice(x):
    a = x * 5
    a[:2] //= 0.1
    return np.sum(a * x)


def floor_division_of_an_element(x):
    a = x * 5
    a[0] //= 0.1
    return np.sum(a * x)


def floor_division_of_a_mask(x):
    a = x * 5
    a[a > 1] //= 0.1
    return np.sum(a * x)


def floor_division_of_a_view(x):
    a = x * 5
    b = a[1:]
    b //= x[0]
    return np.sum(a * x)


def floor_division_again(x):
    a = x * 5
    for k in range(2):
        a //= 0.1 + k
    return np.sum(a * x)


def round_method_into_itself(x):
    a = x * 5
    a.round(1, out=a)
    return np.sum(a * x)


def floor_division_written(x):
    a = x * 5
    a[1:] = a[:-1] // 0.1
    return np.sum(a * x)


def floor_division_in_a_list(x):
    a = [x[0] * 5, x[1]]
    a[0] //= 0.1
    return a[0] * x[0] + a[1]


def floor_division_of_a_number(x):
    a = x[0] * 5
    a //= 0.1
    return a * x[0]


def floor_division_in_a_dict(x):
    d = {"a": x * 5}
    d["a"] //= 0.1
    return np.sum(d["a"] * x)


def floor_divide_out(x):
    a = x * 5
    np.floor_divide(a, 0.1, out=a)
    return np.sum(a * x)


def sign_written(x):
    a = x * 5
    a[:] = np.sign(a)
    return np.sum(a * x)


def sign_of_an_element(x):
    a = x * 5
    a[0] = np.sign(a[0])
    return np.sum(a * x)


def constants_written(x):
    a = x * 5
    a[:2] = 3
    a[np.array([2])] = 1.5
    return np.sum(a * x)


def mask_written(x):
    a = x * 5
    a[:] = a > 0
    return np.sum(a * x)


def comparison_out(x):
    a = x * 5
    np.greater(a, 0, out=a)
    return np.sum(a * x)


def copied_constants(x):
    a = x * 5
    np.copyto(a, np.arange(3))
    return np.sum(a * x)


def copied_where(x):
    a = x * 5
    np.copyto(a, 2.0, where=[True, False, True])
    return np.sum(a * x)


def constants_by_a_mask(x):
    a = x * 5
    np.putmask(a, a > 0, 3.0)
    return np.sum(a * x)


def constants_put(x):
    a = x * 5
    np.put(a, [0], 3.0)
    np.place(a, a < 0, [1.0])
    return np.sum(a * x)


def constant_fill(x):
    a = x * 5
    a[1:].fill(2)
    return np.sum(a * x)


def constant_diagonal(x):
    m = np.outer(x, x)
    np.fill_diagonal(m, 2)
    return np.sum(m * x)


def sum_of_constants_out(x):
    a = x * 5
    np.add(1, [2, 3, 4], out=a)
    return np.sum(a * x)


def product_of_constants_out(x):
    a = x * 5
    np.arange(3.0).dot(np.eye(3), out=a)
    return np.sum(a * x)


def limits_out(x):
    a = x * 5
    np.maximum(a, 1.0, out=a)
    np.minimum(a, 2, out=a)
    return np.sum(a * x)


def trunc_where(x):
    a = x * 5
    np.trunc(a, out=a, where=x > 0)
    return np.sum(a * x)


def constants_along_an_axis(x):
    a = x * 5
    np.put_along_axis(a, np.array([0]), 2.0, 0)
    return np.sum(a * x)


def multiply_at(x):
    a = x * 5
    np.multiply.at(a, [0, 0], 2)
    np.floor_divide.at(a, [1], 0.1)
    return np.sum(a * x)


def two_targets_of_constants(x):
    a = x * 5
    a[a > 1], b = 0, 1
    return np.sum(a * x)


def mask_out(x):
    a = x * 5
    b = np.isfinite(a, out=np.empty(3, bool))
    return np.sum(a * x * b)


def nan_to_num_in_place(x):
    a = x * 5
    np.nan_to_num(a, copy=False)
    return np.sum(a * x)


def clip_into_itself(x):
    a = x * 5
    a.clip(0, 1, out=a)
    return np.sum(a * x)


def mod_into_itself(x):
    a = x * 5
    np.mod(a, 0.7, out=a)
    return np.sum(a * x)


def heaviside_into_itself(x):
    a = x * 5
    np.heaviside(a, 0.5, out=a)
    return np.sum(a * x)


def frexp_into_itself(x):
    a = x * 5
    np.argsort(a)
    np.frexp(a, a)
    return np.sum(a * x)


def modf_into_arrays(x):
    a = x * 5
    b = np.empty(3)
    np.modf(a, a, b)
    return np.sum(a * x) + np.sum(b * x)


def divmod_into_arrays(x):
    a = x * 5
    q, r = np.divmod(a, 0.7, out=(a, np.empty(3)))
    return np.sum(a * x) + np.sum(r * x)


def sign_where(x):
    a = x * 5
    b = np.sign(a, out=a, where=x > 0)
    return np.sum(a * x) + np.sum(b)


def floor_cast(x):
    a = x * 5
    b = np.floor(x, out=a, casting="unsafe")
    return np.sum(a * x) + np.sum(b)


def comparison_where(x):
    a = x * 5
    m = np.empty(3, bool)
    np.greater(a, 1, out=m, where=x > 0)
    return np.sum(a * x)


CASES = [
    Case(sign_where, (X,), refused="TGT301"),
    Case(floor_cast, (X,), refused="TGT301"),
    Case(comparison_where, (X,)),
    Case(row_of_itself_taken_away, (X,)),
    Case(divided_by_its_sum, (X,)),
    Case(element_of_itself_taken_away, (X,)),
    Case(scaled_by_its_column, (X,)),
    Case(scaled_by_rows_before, (X,)),
    Case(its_turn_added, (X,)),
    Case(its_turn_written, (X,)),
    Case(matrix_product_in_place, (X,)),
    Case(power_in_place, (X,)),
    Case(power_of_itself, (X,)),
    Case(powers_in_place, (X,)),
    Case(remainder_in_place, (X,)),
    Case(strides_turned, (X,)),
    Case(strides_into_strides, (X,)),
    Case(elements_exchanged_and_scaled, (X,)),
    Case(repeated_elements, (X,)),
    Case(largest_replaced, (X,)),
    Case(masks_replaced, (X,)),
    Case(mask_of_its_turn, (X,)),
    Case(columns_exchanged, (X,)),
    Case(open_mesh_added, (X,)),
    Case(triangle_replaced, (X,)),
    Case(chain_of_targets, (X,)),
    Case(two_names_at_once, (X,)),
    Case(whole_and_parts, (X,)),
    Case(out_where, (X,)),
    Case(out_of_itself, (X,)),
    Case(sums_into_arrays, (X,)),
    Case(sum_into_no_axes, (X,)),
    Case(products_into_rows, (X,)),
    Case(sorted_in_place, (X,)),
    Case(sorted_by_places, (X,)),
    Case(sorted_columns, (X,)),
    Case(turned_in_its_view, (X,)),
    Case(views_that_overlap, (X,)),
    Case(rows_exchanged_as_views, (X,)),
    Case(rows_exchanged_as_copies, (X,)),
    Case(elements_exchanged, (X,)),
    Case(target_read_by_a_target, (X,)),
    Case(place_chosen_by_an_element, (X,)),
    Case(imaginary_part_in_place, (X,), refused="TGT404"),
    Case(shifted_sums, (X,)),
    Case(relaxation, (X,)),
    Case(relaxation_by_elements, (X,)),
    Case(sweep, (X,)),
    Case(diagonal_cleared, (X,)),
    Case(cholesky_in_place, (X,)),
    Case(elimination_in_place, (X,)),
    Case(append_insert_delete, (X,)),
    Case(roll_and_pad, (X,)),
    Case(tile_repeat_stack, (X,)),
    Case(broadcast_and_copied, (X,)),
    Case(full_arrays, (X,)),
    Case(flat_elements, (X,)),
    Case(clipped_and_chosen, (X,)),
    Case(columns_by_their_turn, (X,)),
    Case(array_of_rows, (X,)),
    Case(floor_division, (X,)),
    Case(floor_into_itself, (X,)),
    Case(sign_into_itself, (X,)),
    Case(round_into_itself, (X,)),
    Case(floor_division_of_a_slice, (X,)),
    Case(floor_division_of_an_element, (X,)),
    Case(floor_division_of_a_mask, (X,)),
    Case(floor_division_of_a_view, (X,)),
    Case(floor_division_again, (X,)),
    Case(round_method_into_itself, (X,)),
    Case(floor_division_written, (X,)),
    Case(floor_division_in_a_list, (X,)),
    Case(floor_division_of_a_number, (X,)),
    Case(floor_division_in_a_dict, (X,)),
    Case(floor_divide_out, (X,)),
    Case(sign_written, (X,)),
    Case(sign_of_an_element, (X,)),
    Case(constants_written, (X,)),
    Case(mask_written, (X,)),
    Case(comparison_out, (X,)),
    Case(copied_constants, (X,)),
    Case(copied_where, (X,)),
    Case(constants_by_a_mask, (X,)),
    Case(constants_put, (X,)),
    Case(constant_fill, (X,)),
    Case(constant_diagonal, (X,)),
    Case(sum_of_constants_out, (X,)),
    Case(product_of_constants_out, (X,)),
    Case(limits_out, (X,)),
    Case(trunc_where, (X,), refused="TGT301"),
    Case(constants_along_an_axis, (X,)),
    Case(multiply_at, (X,), refused="TGT301"),
    Case(two_targets_of_constants, (X,)),
    Case(mask_out, (X,)),
    Case(nan_to_num_in_place, (X,)),
    Case(clip_into_itself, (X,)),
    Case(mod_into_itself, (X,)),
    Case(heaviside_into_itself, (X,)),
    Case(frexp_into_itself, (X,), refused="TGT301"),
    Case(modf_into_arrays, (X,)),
    Case(divmod_into_arrays, (X,), refused="TGT302"),
]
