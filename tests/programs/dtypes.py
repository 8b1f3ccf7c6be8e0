"""float16, float32, complex numbers, NumPy scalars, 0-d and empty arrays, unusual layouts."""

import numpy as np

from tests.programs import Case, rand


def network(w, b, x):
    h = np.tanh(x @ w + b)
    return np.mean(h**2) * 0.5 + np.sum(np.maximum(h, 0.0)) * 2


def elementary(x):
    y = np.sqrt(np.abs(x) + 1.0) * np.exp(-x) + np.sin(x) ** 2 - 1 / (2 + x)
    return np.sum(y)


def in_place(x):
    y = x.copy()
    for i in range(1, y.shape[0]):
        y[i] += 0.5 * y[i - 1] * y[i]
    y *= 2.0
    return np.sum(y**2)


def mixed_precision(x, y):
    return np.sum(x * y + np.sin(x) - y**2)


def cast_up(x):
    y = x.astype(np.float64)
    return np.sum(y * y) + np.sum(x)


def cast_down(x):
    y = x.astype(np.float32)
    return np.sum(y * np.float32(2.0))


def float32_store_of_float64(x):
    y = np.zeros(3, dtype=np.float32)
    y[:] = x * x
    return np.sum(y)


def integer_times_float(x, n):
    return np.sum(x * n + n // 2 + np.arange(3) * x)


def scalar_loop(x, n):
    y = x
    for i in range(n):
        y = y * x + i
    return y


def zero_dimensional(x):
    y = x * x
    return np.sin(y) + x


def zero_dimensional_reduction(x):
    return np.sum(x) * np.max(x) + x


def empty_sum(x):
    return np.sum(np.sin(x) ** 2) + np.sum(x @ x.T)


def empty_with_parameter(x, k):
    y = x.copy()
    y *= k
    for row in y:
        k = k * np.sum(row)
    return np.sum(y) + k**2


def stencil(x):
    return np.sum((x[2:] - 2.0 * x[1:-1] + x[:-2]) ** 2)


def matrix_program(a):
    b = a.copy()
    b[1:] += a[:-1]
    b.T[0] *= 2.0
    return np.sum(b @ a.T)


def write_argument(a):
    a[0] = a[1] * a[1]
    a *= 2.0
    return np.sum(a**2)


def holomorphic(z):
    return np.sum(z**2 * np.exp(z) + 1j * z)


def absolute_square(z):
    return np.sum(np.abs(z) ** 2) + np.sum(np.real(z) * np.imag(z))


def conjugates(z, w):
    return np.real(np.sum(z * np.conj(w))) + np.sum((z * z.conj()).real)


def complex_from_real(x):
    z = np.exp(1j * x)
    return np.sum(np.abs(np.sum(z)) ** 2) + np.sum(z.imag)


def complex_scalar(z):
    w = z
    for _ in range(3):
        w = w * w + z
    return abs(w)


def complex_in_place(z, s):
    y = z.copy()
    y[0] = y[1] * s
    y *= 1j
    y[1:] += y[:-1] * y[1:]
    return np.sum(np.abs(y) ** 2)


def complex_matmul(a, b):
    return np.sum(np.abs(a @ b) ** 2)


def real_into_complex_array(x):
    z = np.zeros(3, dtype=complex)
    z[:] = x
    z += 1j * x**2
    return np.sum(np.abs(z) ** 2)


def python_and_numpy_scalars(x, y):
    return x * y + np.sin(x) / (1.0 + y * y)


def size_one(x):
    return np.sum(x * 2.0) + np.sum(x[0] ** 2)


def turned_to_the_axis(z):
    size = np.abs(z)
    return z * (np.real(z) / size) + z / (np.real(z) / size + 1j * (np.imag(z) / size))


def _read_only():
    x = rand(4)
    x.flags.writeable = False
    return (x,)


def _read_only_matrix():
    x = rand(3, 3)
    x.flags.writeable = False
    return (x,)


F32 = np.float32
CASES = [
    Case(network, (rand(3, 2).astype(F32), rand(2).astype(F32), rand(4, 3).astype(F32)), (0, 1, 2)),
    Case(elementary, (rand(4).astype(F32),), name="elementary_float32"),
    Case(
        elementary, (rand(4).astype(np.float16),), name="elementary_float16", second=False, why="too coarse"
    ),
    Case(elementary, (np.float32(0.4),), name="elementary_float32_scalar"),
    Case(in_place, (rand(4).astype(F32),), name="in_place_float32"),
    Case(mixed_precision, (rand(3).astype(F32), rand(3, seed=1)), (0, 1)),
    Case(mixed_precision, (rand(3).astype(F32), 0.5), (0, 1), name="mixed_with_number"),
    Case(mixed_precision, (rand(3).astype(F32), np.float64(0.5)), (0, 1), name="mixed_with_float64_scalar"),
    Case(cast_up, (rand(3).astype(F32),)),
    Case(cast_down, (rand(3),), second=False, why="float32 inside", skip=("numerical",)),
    Case(float32_store_of_float64, (rand(3),), second=False, why="float32 inside", skip=("numerical",)),
    Case(integer_times_float, (rand(3), np.array([1, 2, 3])), items="B20"),
    Case(integer_times_float, (rand(3).astype(F32), 3), name="integer_times_float32"),
    Case(scalar_loop, (0.7, 3)),
    Case(scalar_loop, (np.float64(0.7), 3), name="scalar_loop_float64"),
    Case(scalar_loop, (np.float32(0.7), 3), name="scalar_loop_float32"),
    Case(scalar_loop, (np.array(0.7), 3), name="scalar_loop_0d"),
    Case(zero_dimensional, (np.array(0.7),)),
    Case(zero_dimensional, (np.array(0.7, dtype=F32),), name="zero_dimensional_float32"),
    Case(zero_dimensional_reduction, (np.array(0.7),)),
    Case(empty_sum, (np.zeros((0, 3)),), items="D47"),
    Case(empty_sum, (np.zeros((3, 0)),), items="D47", name="empty_sum_other_axis"),
    Case(empty_with_parameter, (np.zeros((0, 2)), 0.7), (0, 1), items="D47"),
    Case(stencil, (rand(2),), items="D47", name="stencil_of_nothing"),
    Case(stencil, (rand(12)[::2],), name="stencil_strided"),
    Case(stencil, (rand(6)[::-1],), name="stencil_reversed"),
    Case(stencil, _read_only, name="stencil_read_only"),
    Case(stencil, (np.broadcast_to(rand(1), (5,)),), name="stencil_broadcast"),
    Case(matrix_program, (np.asfortranarray(rand(3, 3)),), name="matrix_fortran"),
    Case(matrix_program, (rand(3, 3).T,), name="matrix_transposed"),
    Case(matrix_program, (rand(6, 6)[::2, ::-2],), name="matrix_strided"),
    Case(matrix_program, _read_only_matrix, name="matrix_read_only"),
    Case(write_argument, (rand(4, 4)[::2, 1::2],), name="write_strided_argument"),
    Case(write_argument, (np.asfortranarray(rand(2, 3)),), name="write_fortran_argument"),
    Case(holomorphic, (rand(3) + 1j * rand(3, seed=1),)),
    Case(absolute_square, (rand(3) + 1j * rand(3, seed=1),)),
    Case(conjugates, (rand(3) + 1j * rand(3, seed=1), rand(3, seed=2) - 1j * rand(3, seed=3)), (0, 1)),
    Case(complex_from_real, (rand(3),)),
    Case(complex_scalar, (0.3 + 0.2j,)),
    Case(complex_in_place, (rand(3) + 1j * rand(3, seed=1), 0.7), (0, 1)),
    Case(complex_matmul, (rand(2, 3) + 1j * rand(2, 3, seed=1), rand(3, 2)), (0, 1)),
    Case(
        absolute_square,
        ((rand(3) + 1j * rand(3, seed=1)).astype(np.complex64),),
        name="absolute_square_complex64",
    ),
    Case(real_into_complex_array, (rand(3),)),
    Case(python_and_numpy_scalars, (0.7, np.float64(1.3)), (0, 1)),
    Case(python_and_numpy_scalars, (np.float32(0.7), 1.3), (0, 1), name="float32_scalar_and_number"),
    Case(python_and_numpy_scalars, (np.array(0.7), 1.3), (0, 1), name="0d_and_number"),
    Case(size_one, (rand(1),), items="D43"),
    Case(size_one, (rand(1, 1),), items="D43", name="size_one_2d"),
    Case(turned_to_the_axis, (np.array(1.2 - 0.4j),)),
    Case(turned_to_the_axis, (np.array([1.2 - 0.4j, 0.3 + 0.5j]),), name="arrays_turned_to_the_axis"),
    Case(turned_to_the_axis, (1.2 - 0.4j,), name="number_turned_to_the_axis"),
]
