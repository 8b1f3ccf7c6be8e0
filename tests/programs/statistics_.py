"""Likelihoods and estimators, in the style of research code."""

import math
from collections import namedtuple
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case, rand

LOG_2PI = math.log(2.0 * math.pi)


def normal_logpdf(x, mean=0.0, std=1.0):
    z = (x - mean) / std
    return -0.5 * z**2 - np.log(std) - 0.5 * LOG_2PI


def linear_model(params, x, y):
    """Dictionary of parameters, helper with keyword arguments."""
    prediction = params["intercept"] + x @ params["slope"]
    noise = np.exp(params["log_noise"])
    prior = np.sum(normal_logpdf(params["slope"], std=2.0))
    return -(np.sum(normal_logpdf(y, mean=prediction, std=noise)) + prior)


@dataclass
class Prior:
    mean: float = 0.0
    std: float = 1.0

    def logpdf(self, x):
        return normal_logpdf(x, self.mean, self.std)


@dataclass
class HierarchicalModel:
    """Eight schools, non-centred."""

    sigma: np.ndarray
    mu_prior: Prior = field(default_factory=lambda: Prior(0.0, 5.0))

    def log_joint(self, theta, effects):
        mu, log_tau, eta = theta[0], theta[1], theta[2:]
        tau = np.exp(log_tau)
        school = mu + tau * eta
        lp = self.mu_prior.logpdf(mu) + normal_logpdf(log_tau, 0.0, 1.0)
        lp += np.sum(normal_logpdf(eta))
        lp += np.sum(normal_logpdf(effects, school, self.sigma))
        return lp


SCHOOLS = HierarchicalModel(np.array([1.5, 1.0, 1.6, 1.1]))


def eight_schools(theta, effects):
    return SCHOOLS.log_joint(theta, effects)


def poisson_regression(beta, x, counts, exposure=None):
    eta = x @ beta
    if exposure is not None:
        eta = eta + np.log(exposure)
    log_factorial = np.array([math.lgamma(c + 1.0) for c in counts])
    return -np.sum(counts * eta - np.exp(eta) - log_factorial)


def ordered_logit(cutpoints, beta, x, y):
    """Ordered categories: probabilities by differences of a cumulative distribution."""

    def cdf(t):
        return 1.0 / (1.0 + np.exp(-t))

    eta = x @ beta
    nll = 0.0
    levels = len(cutpoints) + 1
    for value, category in zip(eta, y):
        upper = 1.0 if category == levels - 1 else cdf(cutpoints[category] - value)
        lower = 0.0 if category == 0 else cdf(cutpoints[category - 1] - value)
        nll -= np.log(upper - lower)
    return nll


def student_t(params, data):
    mu, log_scale, log_df = params
    scale, df = math.exp(log_scale), math.exp(log_df)
    constant = (
        math.lgamma((df + 1.0) / 2.0) - math.lgamma(df / 2.0) - 0.5 * math.log(df * math.pi) - log_scale
    )
    total = 0.0
    for x in data:
        total += constant - 0.5 * (df + 1.0) * math.log1p(((x - mu) / scale) ** 2 / df)
    return -total


Ar = namedtuple("Ar", "constant coefficients log_sigma")


def autoregression(model, series):
    p = len(model.coefficients)
    sigma = np.exp(model.log_sigma)
    nll = 0.0
    for t in range(p, len(series)):
        window = series[t - p : t][::-1]
        forecast = model.constant + np.dot(model.coefficients, window)
        nll += 0.5 * ((series[t] - forecast) / sigma) ** 2 + model.log_sigma
    return nll


def arma_innovations(phi, theta, series):
    previous_error, errors = 0.0, []
    for t in range(1, len(series)):
        e = series[t] - phi * series[t - 1] - theta * previous_error
        errors.append(e)
        previous_error = e
    return sum(e**2 for e in errors) / len(errors)


class KalmanFilter:
    """State-space model that keeps its state in attributes."""

    def __init__(self, transition, observation, q, r):
        self.F, self.H = transition, observation
        self.q, self.r = q, r
        self.x = np.zeros(transition.shape[0])
        self.P = np.eye(transition.shape[0])
        self.log_likelihood = 0.0

    def predict(self):
        self.x = self.F @ self.x
        self.P = self.F @ self.P @ self.F.T + self.q * np.eye(len(self.x))

    def update(self, z):
        innovation = z - self.H @ self.x
        s = self.H @ self.P @ self.H + self.r
        gain = self.P @ self.H / s
        self.x = self.x + gain * innovation
        self.P = self.P - np.outer(gain, self.H @ self.P)
        self.log_likelihood += -0.5 * (np.log(2.0 * np.pi * s) + innovation**2 / s)


def kalman_object(log_q, log_r, observations):
    kf = KalmanFilter(np.array([[1.0, 0.5], [0.0, 1.0]]), np.array([1.0, 0.0]), np.exp(log_q), np.exp(log_r))
    for z in observations:
        kf.predict()
        kf.update(z)
    return -kf.log_likelihood


def bootstrap_particle_filter(log_sigma, phi, observations, noise):
    """Fixed noise, soft resampling weights."""
    n = noise.shape[1]
    particles = np.zeros(n)
    log_weights = np.full(n, -np.log(n))
    evidence = 0.0
    sigma = np.exp(log_sigma)
    for t, z in enumerate(observations):
        particles = phi * particles + sigma * noise[t]
        log_weights = log_weights + normal_logpdf(z, particles, 0.5)
        top = np.max(log_weights)
        total = top + np.log(np.sum(np.exp(log_weights - top)))
        evidence += total
        log_weights = 0.5 * (log_weights - total) - 0.5 * np.log(n)
    return evidence


def kernel_rbf(a, b, lengthscale, variance):
    d2 = np.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=-1)
    return variance * np.exp(-0.5 * d2 / lengthscale**2)


KERNELS = {
    "rbf": kernel_rbf,
    "linear": lambda a, b, lengthscale, variance: variance * (a @ b.T) / lengthscale**2,
}


def gaussian_process(log_params, x, y, kernel="rbf"):
    """Negative log marginal likelihood by Cholesky."""
    lengthscale, variance, noise = np.exp(log_params)
    k = KERNELS[kernel](x, x, lengthscale, variance) + (noise + 1e-6) * np.eye(len(x))
    chol = np.linalg.cholesky(k)
    alpha = np.linalg.solve(chol.T, np.linalg.solve(chol, y))
    return 0.5 * y @ alpha + np.sum(np.log(np.diag(chol))) + 0.5 * len(x) * LOG_2PI


def gp_prediction(log_params, x, y, new):
    lengthscale, variance, noise = np.exp(log_params)
    k = kernel_rbf(x, x, lengthscale, variance) + noise * np.eye(len(x))
    ks = kernel_rbf(new, x, lengthscale, variance)
    mean = ks @ np.linalg.solve(k, y)
    cov = kernel_rbf(new, new, lengthscale, variance) - ks @ np.linalg.solve(k, ks.T)
    return np.sum(mean) + np.trace(cov)


def multivariate_normal(mean, factor, data):
    """Lower triangle as a vector."""
    d = len(mean)
    low = np.zeros((d, d))
    low[np.tril_indices(d)] = factor
    nll = 0.0
    for row in data:
        z = np.linalg.solve(low, row - mean)
        nll += 0.5 * z @ z
    return nll + len(data) * np.sum(np.log(np.abs(np.diag(low))))


def em_step(weights, means, data):
    """One step of expectation maximisation for a mixture of unit normals in one dimension."""
    log_r = np.log(weights)[None, :] - 0.5 * (data[:, None] - means[None, :]) ** 2
    top = log_r.max(axis=1, keepdims=True)
    r = np.exp(log_r - top)
    r /= r.sum(axis=1, keepdims=True)
    mass = r.sum(axis=0)
    new_means = (r.T @ data) / mass
    return np.sum(new_means**2) + np.sum(mass**2)


def kde_score(bandwidths, data):
    """Leave-one-out score of a kernel density estimate."""
    score = 0.0
    for i, x in enumerate(data):
        others = np.delete(data, i)
        z = (x - others) / bandwidths
        score += np.log(np.mean(np.exp(-0.5 * z**2)) / bandwidths)
    return score


def quantile_regression(beta, x, y, tau):
    r = y - x @ beta
    return np.sum(np.where(r >= 0, tau * r, (tau - 1.0) * r))


def huber_location(mu, data, delta=1.0):
    loss = 0.0
    for x in data:
        r = abs(x - mu)
        loss += 0.5 * r * r if r <= delta else delta * (r - 0.5 * delta)
    return loss


def elastic_net(w, x, y, alpha=0.1, l1_ratio=0.3):
    penalty = l1_ratio * np.abs(w).sum() + 0.5 * (1 - l1_ratio) * (w @ w)
    return ((x @ w - y) ** 2).mean() / 2 + alpha * penalty


def cox_partial_likelihood(beta, x, times, events):
    order = np.argsort(-times)
    eta = (x @ beta)[order]
    total, risk = 0.0, 0.0
    for value, died in zip(eta, events[order]):
        risk += np.exp(value)
        if died:
            total += value - np.log(risk)
    return -total


def variational_bound(params, noise, x, y):
    """Reparameterised evidence lower bound."""
    mean, log_std = params["mean"], params["log_std"]
    bound = 0.0
    for eps in noise:
        w = mean + np.exp(log_std) * eps
        logits = x @ w
        bound += np.sum(y * logits - np.logaddexp(0.0, logits))
    kl = np.sum(0.5 * (mean**2 + np.exp(2 * log_std)) - log_std - 0.5)
    return kl - bound / len(noise)


def correlation(x, y):
    xm, ym = x - x.mean(), y - y.mean()
    return (xm * ym).sum() / np.sqrt((xm**2).sum() * (ym**2).sum())


def pca_loss(w, data):
    centred = data - data.mean(axis=0)
    w = w / np.linalg.norm(w, axis=0)
    back = centred @ w @ w.T
    return np.mean((centred - back) ** 2)


def dirichlet_categorical(alpha, counts):
    total = math.lgamma(sum(alpha)) - math.lgamma(sum(alpha) + sum(counts))
    for a, c in zip(alpha, counts):
        total += math.lgamma(a + c) - math.lgamma(a)
    return total


def run_chain(log_step, noise, accept_noise, start):
    """A random-walk sampler: accepted moves carry the derivative, rejected ones do not."""
    x, accepted, path = start, 0, []
    step = math.exp(log_step)
    for z, u in zip(noise, accept_noise):
        proposal = x + step * z
        if math.log(u) < 0.5 * (x * x - proposal * proposal):
            x = proposal
            accepted += 1
        path.append(x)
    return sum(path) / len(path)


_X = rand(6, 2)
_Y = rand(6, seed=3)

CASES = [
    Case(linear_model, ({"intercept": 0.2, "slope": rand(2), "log_noise": -0.3}, _X, _Y)),
    Case(eight_schools, (rand(6), np.array([2.8, 0.8, -0.3, 0.7])), (0, 1), standalone=False),
    Case(poisson_regression, (rand(2), _X, np.array([0.0, 1.0, 2.0, 1.0, 0.0, 3.0]))),
    Case(
        poisson_regression,
        (rand(2), _X, np.array([0.0, 1.0, 2.0, 1.0, 0.0, 3.0]), rand(6, low=0.5, high=2.0)),
        (0, 3),
        name="poisson_exposure",
    ),
    Case(ordered_logit, (np.array([-0.4, 0.6]), rand(2), _X, np.array([0, 2, 1, 1, 0, 2])), (0, 1)),
    Case(student_t, ((0.1, -0.2, 1.2), [0.3, -1.1, 2.0])),
    Case(autoregression, (Ar(0.1, np.array([0.5, -0.2]), -0.4), rand(6))),
    Case(arma_innovations, (0.6, 0.3, rand(6)), (0, 1, 2)),
    Case(kalman_object, (-1.0, 0.3, rand(4)), (0, 1, 2)),
    Case(bootstrap_particle_filter, (-0.5, 0.8, rand(3), rand(3, 5)), (0, 1)),
    Case(gaussian_process, (np.array([0.1, -0.2, -1.0]), _X, _Y), (0, 1, 2)),
    Case(
        gaussian_process,
        (np.array([0.1, -0.2, -1.0]), _X, _Y, "linear"),
        (0,),
        name="gaussian_process_linear",
    ),
    Case(gp_prediction, (np.array([0.1, -0.2, -1.0]), _X, _Y, rand(2, 2)), (0, 3)),
    Case(multivariate_normal, (rand(3), np.array([1.2, 0.3, 0.9, -0.2, 0.1, 1.5]), rand(4, 3)), (0, 1)),
    Case(em_step, (np.array([0.3, 0.7]), np.array([-0.5, 0.8]), rand(5)), (0, 1, 2)),
    Case(kde_score, (0.4, rand(5)), (0, 1)),
    Case(
        quantile_regression,
        (rand(2), _X, _Y, 0.3),
        second=False,
        why="piecewise linear: the second derivative is zero",
    ),
    Case(huber_location, (0.2, [0.5, -2.0, 1.7, 0.1])),
    Case(elastic_net, (rand(2), _X, _Y)),
    Case(
        cox_partial_likelihood,
        (
            rand(2),
            _X,
            np.array([3.0, 1.0, 4.0, 1.5, 9.0, 2.6]),
            np.array([True, False, True, True, False, True]),
        ),
    ),
    Case(
        variational_bound,
        (
            {"mean": rand(2), "log_std": rand(2, seed=2) - 1.0},
            rand(3, 2),
            _X,
            np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0]),
        ),
    ),
    Case(correlation, (rand(5), rand(5, seed=1)), (0, 1)),
    Case(pca_loss, (rand(3, 2), rand(5, 3)), (0, 1)),
    Case(dirichlet_categorical, ([0.8, 1.5, 2.2], [3.0, 1.0, 0.0])),
    Case(run_chain, (-0.3, [0.4, -1.2, 0.9, 0.3], [0.5, 0.2, 0.9, 0.4], 0.3), (0, 3)),
]
