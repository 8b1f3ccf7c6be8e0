"""`tangent.nn`: values against independent formulas, large inputs, dtypes, saved files."""

from __future__ import annotations

import math
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tangent
from tangent import nn
from tests.programs import rand

LARGE = (-1000.0, -100.0, -20.0, -1.0, 0.0, 1.0, 20.0, 100.0, 1000.0)
ROWS = ((1000.0, -1000.0, 0.0), (-1000.0, -1000.0, -1000.0), (1000.0, 999.0, 998.0))
ACTIVATIONS: list[Callable[..., Any]] = [
    nn.relu,
    nn.leaky_relu,
    nn.sigmoid,
    nn.tanh,
    nn.softplus,
    nn.gelu,
    lambda x: nn.gelu(x, approximate=True),
    nn.silu,
    nn.swish,
    nn.erf,
]
ROWWISE: list[Callable[..., Any]] = [
    nn.softmax,
    nn.log_softmax,
    nn.logsumexp,
    nn.layer_norm,
    nn.batch_norm,
    lambda x: nn.scaled_dot_product_attention(x, x, x),
    lambda x: nn.scaled_dot_product_attention(x, x, x, np.tri(3, dtype=bool)),
    lambda x: nn.cross_entropy(x, np.array([1, 0, 2])),
    lambda x: nn.binary_cross_entropy(x, np.array([1.0, 0.0, 0.5], x.dtype)),
    lambda x: nn.clip_by_norm(x, 1.0),
]


def slopes(f: Callable[..., Any], x: np.ndarray) -> tuple[Any, Any]:
    value, pullback = tangent.vjp(f, x)
    return value, pullback(np.ones_like(value))[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("f", "points"), [*((f, LARGE) for f in ACTIVATIONS), *((f, ROWS) for f in ROWWISE)])
def test_large_inputs_are_harmless(f: Callable[..., Any], points: Any, dtype: Any) -> None:
    x = np.array(points, dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value, gradient = slopes(f, x)
    assert value.dtype == dtype and gradient.dtype == dtype and gradient.shape == x.shape
    assert np.all(np.isfinite(value)) and np.all(np.isfinite(gradient))


def test_small_values_keep_their_accuracy() -> None:
    x = -np.array([1.0, 10.0, 40.0, 300.0])
    value, slope = slopes(nn.sigmoid, x)
    expected = [1.0 / (1.0 + math.exp(-v)) for v in x]
    assert np.allclose(value, expected, rtol=1e-12, atol=0.0)
    assert np.allclose(slope, [p * (1.0 - p) for p in expected], rtol=1e-12, atol=0.0)
    assert np.allclose(slopes(nn.sigmoid, -x)[1], slope, rtol=1e-12, atol=0.0)
    assert np.allclose(nn.softplus(x), np.log1p(np.exp(x)), rtol=1e-12, atol=0.0)
    z = np.array([50.0, -50.0])
    assert nn.binary_cross_entropy(z, np.array([1.0, 0.0])) == pytest.approx(math.exp(-50.0), rel=1e-12)
    p = np.array([0.0, 800.0])
    assert np.allclose(nn.log_softmax(p), [-800.0, 0.0])


def test_erf_is_that_of_the_standard_library() -> None:
    x = np.concatenate([np.linspace(-7.0, 7.0, 20001), [0.0, 1e-300, -1e-9, np.inf, -np.inf]])
    expected = np.array([math.erf(v) for v in x])
    assert np.all(np.abs(nn.erf(x) - expected) <= np.spacing(np.abs(expected)))
    assert np.isnan(nn.erf(np.nan)) and isinstance(nn.erf(0.3), np.float64)
    assert nn.gelu(1.5) == pytest.approx(1.5 * 0.5 * (1.0 + math.erf(1.5 / math.sqrt(2.0))), rel=1e-15)


def test_convolution_and_pooling_by_their_sums() -> None:
    x, w, b = rand(2, 6, 5, 3), rand(3, 2, 3, 4, seed=1), rand(4, seed=2)
    for stride in (1, 2):
        for padding in (0, 1):
            y = nn.conv2d(x, w, b, stride, padding)
            wide = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
            for n, i, j, d in np.ndindex(*y.shape):
                patch = wide[n, i * stride : i * stride + 3, j * stride : j * stride + 2]
                assert y[n, i, j, d] == pytest.approx(b[d] + float(np.sum(patch * w[..., d])), rel=1e-12)
            assert y.shape[1:3] == ((6 + 2 * padding - 3) // stride + 1, (5 + 2 * padding - 2) // stride + 1)
    top, mean = nn.max_pool(x, 2, 1), nn.avg_pool(x, 2, 1)
    for n, i, j, c in np.ndindex(*top.shape):
        patch = x[n, i : i + 2, j : j + 2, c]
        assert top[n, i, j, c] == np.max(patch) and mean[n, i, j, c] == pytest.approx(float(np.mean(patch)))


def test_equal_elements_of_a_window_share_the_slope() -> None:
    gradient = tangent.grad(lambda x: np.sum(nn.max_pool(x)))(np.ones((1, 2, 2, 1)))
    assert np.array_equal(gradient, np.full((1, 2, 2, 1), 0.25))


def test_masked_attention_looks_only_where_it_may() -> None:
    q, k, v = rand(4, 3), rand(4, 3, seed=1), rand(4, 2, seed=2)
    y = nn.scaled_dot_product_attention(q, k, v, nn.causal_mask(4))
    for i in range(4):
        scores = [float(q[i] @ k[j]) / math.sqrt(3.0) for j in range(i + 1)]
        weights = np.exp(scores) / np.sum(np.exp(scores))
        assert np.allclose(y[i], weights @ v[: i + 1])
    nothing = np.zeros((4, 4), dtype=bool)
    assert np.array_equal(nn.scaled_dot_product_attention(q, k, v, nothing), np.zeros((4, 2)))
    for position in range(3):
        gradient = tangent.grad(
            lambda q, k, v: np.sum(nn.scaled_dot_product_attention(q, k, v, nothing)), position
        )(q, k, v)
        assert np.array_equal(gradient, np.zeros_like(gradient))


def test_heads_side_by_side() -> None:
    x, (w_q, w_k, w_v, w_o) = rand(3, 4), (rand(4, 4, seed=s) for s in range(4))
    y = nn.multi_head_attention(x, x, w_q, w_k, w_v, w_o, 2)
    parts = []
    for head in (slice(0, 2), slice(2, 4)):
        parts.append(nn.scaled_dot_product_attention(x @ w_q[:, head], x @ w_k[:, head], x @ w_v[:, head]))
    assert np.allclose(y, np.concatenate(parts, axis=1) @ w_o)


def test_dropout_draws_once_and_keeps_the_mean() -> None:
    rng, other = np.random.default_rng(1), np.random.default_rng(1)
    x = np.ones((200, 200))
    value, gradient = tangent.value_and_grad(lambda x, rng: np.sum(nn.dropout(x, 0.25, rng)))(x, rng)
    assert value == np.sum(nn.dropout(x, 0.25, other)) and rng.random() == other.random()
    assert set(np.unique(gradient)) == {0.0, 1.0 / 0.75} and abs(value / x.size - 1.0) < 0.02
    with pytest.raises(ValueError):
        nn.dropout(x, 1.0, rng)


def test_normalised_is_normal() -> None:
    x = 1000.0 + 3.0 * rand(50, 6)
    rows, columns = nn.layer_norm(x), nn.batch_norm(x)
    assert np.allclose(np.mean(rows, axis=1), 0.0, atol=1e-9) and np.allclose(
        np.std(rows, axis=1), 1.0, atol=1e-4
    )
    assert np.allclose(np.mean(columns, axis=0), 0.0, atol=1e-9) and np.allclose(
        np.std(columns, axis=0), 1.0, atol=1e-4
    )
    assert np.allclose(nn.batch_norm(x, mean=np.mean(x, axis=0), variance=np.var(x, axis=0)), columns)


def test_clipping() -> None:
    g = np.array([3.0, 4.0])
    assert np.allclose(nn.clip_by_norm(g, 1.0), g / 5.0) and np.array_equal(nn.clip_by_norm(g, 6.0), g)
    assert np.array_equal(nn.clip_by_norm(np.zeros(2), 1.0), np.zeros(2))
    zero = tangent.grad(lambda g: np.sum(nn.clip_by_norm(g, 1.0)))(np.zeros(2))
    assert np.array_equal(zero, np.ones(2))


def with_constants(w: np.ndarray, x: np.ndarray) -> Any:
    """Functions of `tangent.nn` with a derivative, and others on constants only."""
    weights = nn.softmax(x) + tangent.nn.gelu(x)
    return np.sum(nn.silu(x @ w) * nn.sigmoid(weights @ w) * _halved(x @ w))


def _halved(x: np.ndarray) -> np.ndarray:
    return 0.5 * nn.softplus(tangent.stop_gradient(x))


def test_a_saved_derivative_carries_what_it_needs(tmp_path: Path) -> None:
    gradient = tangent.grad(with_constants)
    w, x = rand(3, 2), rand(4, 3)
    expected = gradient(w, x)
    gradient.save(tmp_path / "saved.py")
    program = (
        "import sys; sys.modules['tangent'] = None\n"
        "import numpy as np; from saved import with_constants_grad\n"
        f"w, x = np.array({w.tolist()}), np.array({x.tolist()})\n"
        "print(with_constants_grad(w, x).tolist())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == str(expected.tolist())
    assert "from tangent.nn import gelu" in gradient.source
