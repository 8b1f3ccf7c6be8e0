"""The objectives of the ADBench suite, on its own data: a Gaussian mixture, bundle adjustment, an LSTM."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from workloads import Workload

HERE = Path(__file__).resolve().parent.parent
MIXTURES = HERE.parent / "examples" / "data"

# ── Gaussian mixture ───────────────────────────────────────────────────────────────────────────────────────


def gmm(alphas, means, icf, x, gamma, m):
    k, d = means.shape
    n = x.shape[0]
    q_diag = np.exp(icf[:, :d])
    log_det = np.sum(icf[:, :d], axis=1)
    q = np.zeros((k, d, d))
    start = d
    for j in range(d):
        q[:, j, j] = q_diag[:, j]
        q[:, j + 1 :, j] = icf[:, start : start + d - j - 1]
        start += d - j - 1
    y = (x - means[:, None, :]) @ q.transpose(0, 2, 1)
    scores = (alphas + log_det)[:, None] - 0.5 * np.sum(y**2, axis=2)
    top = np.max(scores, axis=0)
    likelihood = np.sum(top + np.log(np.sum(np.exp(scores - top), axis=0)))
    top_alpha = np.max(alphas)
    normaliser = n * (top_alpha + np.log(np.sum(np.exp(alphas - top_alpha))))
    penalty = 0.5 * gamma**2 * (np.sum(q_diag**2) + np.sum(icf[:, d:] ** 2)) - m * np.sum(log_det)
    return likelihood - normaliser + penalty + gmm_constant(n, d, k, gamma, m)


def gmm_constant(n, d, k, gamma, m):
    dof = d + m + 1
    log_gamma = 0.25 * d * (d - 1) * math.log(math.pi)
    for j in range(d):
        log_gamma += math.lgamma(0.5 * dof - 0.5 * j)
    prior = dof * d * math.log(gamma / math.sqrt(2.0)) - log_gamma
    return -0.5 * n * d * math.log(2.0 * math.pi) - k * prior


def gmm_hand(alphas, means, icf, x, gamma, m):
    k, d = means.shape
    n = x.shape[0]
    q_diag = np.exp(icf[:, :d])
    log_det = np.sum(icf[:, :d], axis=1)
    q = np.zeros((k, d, d))
    start = d
    for j in range(d):
        q[:, j, j] = q_diag[:, j]
        q[:, j + 1 :, j] = icf[:, start : start + d - j - 1]
        start += d - j - 1
    centred = x - means[:, None, :]
    y = centred @ q.transpose(0, 2, 1)
    scores = (alphas + log_det)[:, None] - 0.5 * np.sum(y**2, axis=2)
    top = np.max(scores, axis=0)
    e = np.exp(scores - top)
    total = np.sum(e, axis=0)
    top_alpha = np.max(alphas)
    e_alpha = np.exp(alphas - top_alpha)
    # penalty
    icf_bar = np.empty_like(icf)
    icf_bar[:, d:] = gamma**2 * icf[:, d:]
    q_diag_bar = gamma**2 * q_diag
    # normaliser
    alphas_bar = -n / np.sum(e_alpha) * e_alpha
    top_alpha_bar = -n - np.sum(alphas_bar)
    winner = alphas == top_alpha
    alphas_bar += top_alpha_bar / np.sum(winner) * winner
    # likelihood
    scores_bar = e / total
    top_bar = 1.0 - np.sum(scores_bar, axis=0)
    winners = scores == top
    scores_bar += top_bar / np.sum(winners, axis=0) * winners
    # scores
    offset_bar = np.sum(scores_bar, axis=1)
    alphas_bar += offset_bar
    log_det_bar = offset_bar - m
    # y
    y_bar = -scores_bar[:, :, None] * y
    means_bar = -np.sum(y_bar @ q, axis=1)
    q_bar = (centred.transpose(0, 2, 1) @ y_bar).transpose(0, 2, 1)
    # q
    for j in reversed(range(d)):
        start -= d - j - 1
        icf_bar[:, start : start + d - j - 1] += q_bar[:, j + 1 :, j]
        q_diag_bar[:, j] += q_bar[:, j, j]
    icf_bar[:, :d] = log_det_bar[:, None] + q_diag_bar * q_diag
    return alphas_bar, means_bar, icf_bar


def read_gmm(name):
    lines = (MIXTURES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    _, k, n = (int(word) for word in lines[0].split())
    rows = [np.array([float(word) for word in line.split()]) for line in lines[1:]]
    gamma, m = rows[3 * k + n]
    parts = rows[k : 2 * k], rows[2 * k : 3 * k], rows[3 * k : 3 * k + n]
    return np.concatenate(rows[:k]), *(np.array(part) for part in parts), float(gamma), int(m)


def make_gmm(d, k, n):
    """Numbers like those of the suite: normal, and uniform where the suite's are."""
    rng = np.random.default_rng(d * 1000 + k)
    icf = rng.normal(size=(k, d + d * (d - 1) // 2)) / math.sqrt(d)
    return rng.normal(size=k), rng.uniform(size=(k, d)), icf, rng.normal(size=(n, d)), 1.0, 0


# ── Bundle adjustment ──────────────────────────────────────────────────────────────────────────────────────


def project(cam, point):
    """Where a camera (rotation, centre, focal length, principal point, distortion) sees a point; by rows."""
    theta = np.sqrt(np.sum(cam[:, :3] ** 2, axis=1))
    axis = cam[:, :3] / theta[:, None]
    cos = np.cos(theta)[:, None]
    sin = np.sin(theta)[:, None]
    moved = point - cam[:, 3:6]
    along = np.sum(axis * moved, axis=1)[:, None]
    turned = moved * cos + np.cross(axis, moved) * sin + axis * along * (1.0 - cos)
    flat = turned[:, :2] / turned[:, 2:]
    r2 = np.sum(flat**2, axis=1)
    stretch = 1.0 + cam[:, 9] * r2 + cam[:, 10] * r2**2
    return flat * stretch[:, None] * cam[:, 6:7] + cam[:, 7:9]


def bundle(cams, points, w, obs, feats):
    seen = project(cams[obs[:, 0]], points[obs[:, 1]])
    error = w[:, None] * (seen - feats)
    return np.sum(error**2) + np.sum((1.0 - w**2) ** 2)


def project_forward(cam, point):
    theta = np.sqrt(np.sum(cam[:, :3] ** 2, axis=1))
    axis = cam[:, :3] / theta[:, None]
    cos = np.cos(theta)[:, None]
    sin = np.sin(theta)[:, None]
    moved = point - cam[:, 3:6]
    along = np.sum(axis * moved, axis=1)[:, None]
    cross = np.cross(axis, moved)
    turned = moved * cos + cross * sin + axis * along * (1.0 - cos)
    flat = turned[:, :2] / turned[:, 2:]
    r2 = np.sum(flat**2, axis=1)
    stretch = 1.0 + cam[:, 9] * r2 + cam[:, 10] * r2**2
    saved = cam, theta, axis, cos, sin, moved, along, cross, turned, flat, r2, stretch
    return flat * stretch[:, None] * cam[:, 6:7] + cam[:, 7:9], saved


def project_backward(saved, seen_bar):
    cam, theta, axis, cos, sin, moved, along, cross, turned, flat, r2, stretch = saved
    cam_bar = np.empty_like(cam)
    cam_bar[:, 7:9] = seen_bar
    cam_bar[:, 6] = np.sum(seen_bar * flat * stretch[:, None], axis=1)
    scaled_bar = seen_bar * cam[:, 6:7]
    stretch_bar = np.sum(scaled_bar * flat, axis=1)
    flat_bar = scaled_bar * stretch[:, None]
    cam_bar[:, 9] = stretch_bar * r2
    cam_bar[:, 10] = stretch_bar * r2**2
    r2_bar = stretch_bar * (cam[:, 9] + 2.0 * cam[:, 10] * r2)
    flat_bar += 2.0 * r2_bar[:, None] * flat
    turned_bar = np.empty_like(turned)
    turned_bar[:, :2] = flat_bar / turned[:, 2:]
    turned_bar[:, 2] = -np.sum(turned_bar[:, :2] * flat, axis=1)
    moved_bar = turned_bar * cos
    cross_bar = turned_bar * sin
    along_axis_bar = turned_bar * (1.0 - cos)
    cos_bar = np.sum(turned_bar * (moved - axis * along), axis=1)
    sin_bar = np.sum(turned_bar * cross, axis=1)
    axis_bar = along_axis_bar * along
    along_bar = np.sum(along_axis_bar * axis, axis=1)[:, None]
    axis_bar += np.cross(moved, cross_bar)
    moved_bar += np.cross(cross_bar, axis)
    axis_bar += along_bar * moved
    moved_bar += along_bar * axis
    cam_bar[:, 3:6] = -moved_bar
    theta_bar = cos[:, 0] * sin_bar - sin[:, 0] * cos_bar - np.sum(axis_bar * axis, axis=1) / theta
    cam_bar[:, :3] = axis_bar / theta[:, None] + (theta_bar / theta)[:, None] * cam[:, :3]
    return cam_bar, moved_bar


def add_rows(rows, index, values):
    """The sum of the values for each row: column by column, as fast as NumPy has it."""
    columns = [np.bincount(index, values[:, j], rows) for j in range(values.shape[1])]
    return np.stack(columns, axis=1)


def bundle_hand(cams, points, w, obs, feats):
    seen, saved = project_forward(cams[obs[:, 0]], points[obs[:, 1]])
    off = seen - feats
    error = w[:, None] * off
    residual = 1.0 - w**2
    error_bar = 2.0 * error
    w_bar = -4.0 * residual * w
    w_bar += np.sum(error_bar * off, axis=1)
    cam_bar, point_bar = project_backward(saved, w[:, None] * error_bar)
    cams_bar = add_rows(len(cams), obs[:, 0], cam_bar)
    points_bar = add_rows(len(points), obs[:, 1], point_bar)
    return cams_bar, points_bar, w_bar


def residuals(cam, point, w, feats):
    """One camera and one point for each measurement: both columns of the Jacobian are sparse rows of it."""
    return w[:, None] * (project(cam, point) - feats)


def residuals_hand(cam, point, w, feats):
    seen, saved = project_forward(cam, point)
    off = seen - feats
    rows = []
    for j in range(2):
        error_bar = np.zeros_like(off)
        error_bar[:, j] = 1.0
        rows.append((*project_backward(saved, w[:, None] * error_bar), np.sum(error_bar * off, axis=1)))
    return rows


def read_bundle():
    """The suite's file has one camera and one point; small changes keep them from being all the same."""
    lines = (HERE / "data" / "ba1_n49_m7776_p31843.txt").read_text(encoding="utf-8").splitlines()
    n, m, p = (int(word) for word in lines[0].split())
    camera, point, weight, feat = (np.array([float(word) for word in line.split()]) for line in lines[1:])
    return make_bundle(n, m, p, camera, point, weight, feat)


def make_bundle(n, m, p, camera, point, weight, feat):
    rng = np.random.default_rng(0)
    cams = camera * (1.0 + 1e-3 * rng.normal(size=(n, len(camera))))
    points = point * (1.0 + 1e-3 * rng.normal(size=(m, 3)))
    obs = np.stack([np.arange(p) % n, np.arange(p) % m], axis=1)
    return cams, points, np.full(p, weight), obs, np.tile(feat, (p, 1))


def small_bundle():
    rng = np.random.default_rng(1)
    camera = np.concatenate([rng.normal(size=6), [2.0, 0.1, 0.2, 0.01, 0.02]])
    return make_bundle(3, 4, 6, camera, np.array([1.0, 2.0, 9.0]), 0.4, np.array([0.3, 0.2]))


def one_each(cams, points, w, obs, feats):
    return cams[obs[:, 0]], points[obs[:, 1]], w, feats


# ── LSTM ───────────────────────────────────────────────────────────────────────────────────────────────────


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm_cell(weight, bias, hidden, cell, x):
    b = x.shape[0]
    forget = sigmoid(x * weight[:b] + bias[:b])
    ingate = sigmoid(hidden * weight[b : 2 * b] + bias[b : 2 * b])
    outgate = sigmoid(x * weight[2 * b : 3 * b] + bias[2 * b : 3 * b])
    change = np.tanh(hidden * weight[3 * b :] + bias[3 * b :])
    cell = cell * forget + ingate * change
    hidden = outgate * np.tanh(cell)
    return hidden, cell


def lstm(main, extra, state, sequence):
    state = state.copy()
    loss = 0.0
    for t in range(sequence.shape[0] - 1):
        x = sequence[t] * extra[0]
        for i in range(0, state.shape[0], 2):
            hidden, cell = lstm_cell(main[i], main[i + 1], state[i], state[i + 1], x)
            state[i] = hidden
            state[i + 1] = cell
            x = hidden
        predicted = x * extra[1] + extra[2]
        normed = predicted - np.log(np.sum(np.exp(predicted)) + 2.0)
        loss += np.sum(sequence[t + 1] * normed)
    return -loss / ((sequence.shape[0] - 1) * sequence.shape[1])


def lstm_cell_forward(weight, bias, hidden, cell, x):
    b = x.shape[0]
    forget = sigmoid(x * weight[:b] + bias[:b])
    ingate = sigmoid(hidden * weight[b : 2 * b] + bias[b : 2 * b])
    outgate = sigmoid(x * weight[2 * b : 3 * b] + bias[2 * b : 3 * b])
    change = np.tanh(hidden * weight[3 * b :] + bias[3 * b :])
    new = cell * forget + ingate * change
    squashed = np.tanh(new)
    return (outgate * squashed, new), (hidden, cell, x, forget, ingate, outgate, change, squashed)


def lstm_cell_backward(saved, weight, hidden_bar, new_bar, weight_bar, bias_bar):
    """The adjoints of hidden, cell and x; those of the weights and biases are added to what there is."""
    hidden, cell, x, forget, ingate, outgate, change, squashed = saved
    b = x.shape[0]
    outgate_bar = hidden_bar * squashed
    new_bar = new_bar + hidden_bar * outgate * (1.0 - squashed**2)
    forget_bar = new_bar * cell
    cell_bar = new_bar * forget
    ingate_bar = new_bar * change
    change_bar = new_bar * ingate
    z_bar = change_bar * (1.0 - change**2)
    bias_bar[3 * b :] += z_bar
    weight_bar[3 * b :] += z_bar * hidden
    old_bar = z_bar * weight[3 * b :]
    z_bar = outgate_bar * outgate * (1.0 - outgate)
    bias_bar[2 * b : 3 * b] += z_bar
    weight_bar[2 * b : 3 * b] += z_bar * x
    x_bar = z_bar * weight[2 * b : 3 * b]
    z_bar = ingate_bar * ingate * (1.0 - ingate)
    bias_bar[b : 2 * b] += z_bar
    weight_bar[b : 2 * b] += z_bar * hidden
    old_bar += z_bar * weight[b : 2 * b]
    z_bar = forget_bar * forget * (1.0 - forget)
    bias_bar[:b] += z_bar
    weight_bar[:b] += z_bar * x
    x_bar += z_bar * weight[:b]
    return old_bar, cell_bar, x_bar


def lstm_hand(main, extra, state, sequence):
    state = state.copy()
    cell_tape = []
    x_tape = []
    predicted_tape = []
    for t in range(sequence.shape[0] - 1):
        x = sequence[t] * extra[0]
        for i in range(0, state.shape[0], 2):
            # The rows of `state` are overwritten below, so that what is saved of them has to be a copy.
            (hidden, cell), saved = lstm_cell_forward(
                main[i], main[i + 1], state[i].copy(), state[i + 1].copy(), x
            )
            cell_tape.append(saved)
            state[i] = hidden
            state[i + 1] = cell
            x = hidden
        x_tape.append(x)
        predicted = x * extra[1] + extra[2]
        predicted_tape.append(predicted)
    main_bar = np.zeros_like(main)
    extra_bar = np.zeros_like(extra)
    state_bar = np.zeros_like(state)
    loss_bar = -1.0 / ((sequence.shape[0] - 1) * sequence.shape[1])
    for t in reversed(range(sequence.shape[0] - 1)):
        predicted = predicted_tape.pop()
        normed_bar = loss_bar * sequence[t + 1]
        e = np.exp(predicted)
        predicted_bar = normed_bar - np.sum(normed_bar) / (np.sum(e) + 2.0) * e
        x = x_tape.pop()
        extra_bar[1] += predicted_bar * x
        extra_bar[2] += predicted_bar
        x_bar = predicted_bar * extra[1]
        for i in reversed(range(0, state.shape[0], 2)):
            hidden_bar = x_bar + state_bar[i]
            old_bar, cell_bar, x_bar = lstm_cell_backward(
                cell_tape.pop(), main[i], hidden_bar, state_bar[i + 1], main_bar[i], main_bar[i + 1]
            )
            state_bar[i] = old_bar
            state_bar[i + 1] = cell_bar
        extra_bar[0] += x_bar * sequence[t]
    return main_bar, extra_bar


def read_lstm():
    lines = (HERE / "data" / "lstm_l2_c1024.txt").read_text(encoding="utf-8").splitlines()
    layers = int(lines[0].split()[0])
    rows = [np.array([float(word) for word in line.split()]) for line in lines[1:] if line.strip()]
    main, extra = rows[: 2 * layers], rows[2 * layers : 2 * layers + 3]
    state, sequence = rows[2 * layers + 3 : 4 * layers + 3], rows[4 * layers + 3 :]
    return np.array(main), np.array(extra), np.array(state), np.array(sequence)


def small_lstm():
    rng = np.random.default_rng(0)
    sizes = (4, 12), (3, 3), (4, 3), (5, 3)
    return tuple(rng.uniform(size=size) for size in sizes)


def _gmm(name, bench):
    return Workload(name, "adbench", gmm, gmm_hand, (0, 1, 2), bench, lambda: make_gmm(3, 2, 4))


WORKLOADS = [
    _gmm("gmm_d2_K5", lambda: read_gmm("gmm_d2_K5")),
    _gmm("gmm_d10_K25", lambda: read_gmm("gmm_d10_K25")),
    _gmm("gmm_d64_K25", lambda: make_gmm(64, 25, 1000)),
    Workload("bundle", "adbench", bundle, bundle_hand, (0, 1, 2), read_bundle, small_bundle),
    Workload(
        "bundle_jacobian",
        "adbench",
        residuals,
        residuals_hand,
        (0, 1, 2),
        lambda: one_each(*read_bundle()),
        lambda: one_each(*small_bundle()),
        kind="rows",
    ),
    Workload("lstm", "adbench", lstm, lstm_hand, (0, 1), read_lstm, small_lstm),
]
