"""Pricing, risk and optimisation, as in notebooks of quants."""

import abc
import math
from dataclasses import dataclass
from functools import reduce

import numpy as np

from tests.programs import Case, rand


def norm_cdf(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def black_scholes(spot, strike, rate, vol, maturity, kind="call"):
    d1 = (math.log(spot / strike) + (rate + 0.5 * vol**2) * maturity) / (vol * math.sqrt(maturity))
    d2 = d1 - vol * math.sqrt(maturity)
    discount = math.exp(-rate * maturity)
    if kind == "call":
        return spot * norm_cdf(d1) - strike * discount * norm_cdf(d2)
    elif kind == "put":
        return strike * discount * norm_cdf(-d2) - spot * norm_cdf(-d1)
    raise ValueError(f"unknown option kind {kind!r}")


def implied_volatility(price, spot, strike, rate, maturity):
    vol = 0.3
    for _ in range(20):
        value = black_scholes(spot, strike, rate, vol, maturity)
        d1 = (math.log(spot / strike) + (rate + 0.5 * vol**2) * maturity) / (vol * math.sqrt(maturity))
        vega = spot * math.sqrt(maturity) * math.exp(-0.5 * d1 * d1) / math.sqrt(2.0 * math.pi)
        step = (value - price) / vega
        vol -= step
        if abs(step) < 1e-14:
            break
    return vol


class Payoff(abc.ABC):
    def __init__(self, strike):
        self.strike = strike

    @abc.abstractmethod
    def __call__(self, path): ...


class Asian(Payoff):
    def __call__(self, path):
        return np.maximum(np.mean(path, axis=0) - self.strike, 0.0)


class Lookback(Payoff):
    def __call__(self, path):
        return np.maximum(np.max(path, axis=0) - self.strike, 0.0)


class Basket(Payoff):
    def __init__(self, strike, parts):
        super().__init__(strike)
        self.parts = parts

    def __call__(self, path):
        return sum(weight * part(path) for weight, part in self.parts)


def simulate(spot, rate, vol, normals, dt):
    path = [spot * np.ones(normals.shape[1])]
    for z in normals:
        path.append(path[-1] * np.exp((rate - 0.5 * vol**2) * dt + vol * math.sqrt(dt) * z))
    return np.stack(path[1:])


PRODUCTS = {
    "asian": Asian(0.9),
    "lookback": Lookback(1.0),
    "basket": Basket(0.0, [(0.5, Asian(0.95)), (0.25, Lookback(1.1))]),
}


def price(product, spot, rate, vol, normals, dt=0.25):
    payoff = PRODUCTS[product]
    discount = math.exp(-rate * dt * len(normals))
    return discount * np.mean(payoff(simulate(spot, rate, vol, normals, dt)))


def american_put_lsm(spot, strike, rate, vol, normals, dt):
    """Least squares Monte Carlo: regression inside a backward loop."""
    path = simulate(spot, rate, vol, normals, dt)
    cash = np.maximum(strike - path[-1], 0.0)
    for t in range(len(path) - 2, -1, -1):
        cash = cash * math.exp(-rate * dt)
        s = path[t]
        basis = np.stack([np.ones_like(s), s, s**2], axis=1)
        beta = np.linalg.solve(basis.T @ basis + 1e-3 * np.eye(3), basis.T @ cash)
        hold = basis @ beta
        exercise = np.maximum(strike - s, 0.0)
        cash = np.where(exercise > hold, exercise, cash)
    return np.mean(cash)


@dataclass
class Bond:
    face: float
    coupon: float
    years: int

    def cash_flows(self):
        for year in range(1, self.years + 1):
            yield year, self.face * self.coupon + (self.face if year == self.years else 0.0)


def bond_price(curve, face, coupon):
    bond = Bond(face, coupon, len(curve))
    total = 0.0
    for year, amount in bond.cash_flows():
        total += amount * math.exp(-curve[year - 1] * year)
    return total


def bootstrap_curve(swap_rates):
    """Zero rates from par swap rates, one after the other."""
    discounts = []
    for rate in swap_rates:
        annuity = sum(discounts)
        discounts.append((1.0 - rate * annuity) / (1.0 + rate))
    return [-math.log(d) / (k + 1) for k, d in enumerate(discounts)]


def curve_roughness(swap_rates):
    zeros = bootstrap_curve(swap_rates)
    return sum((b - a) ** 2 for a, b in zip(zeros, zeros[1:])) * 1e4


def internal_rate(flows, guess=0.1):
    rate = guess
    for _ in range(30):
        value = sum(f / (1.0 + rate) ** t for t, f in enumerate(flows))
        slope = sum(-t * f / (1.0 + rate) ** (t + 1) for t, f in enumerate(flows))
        new = rate - value / slope
        if abs(new - rate) < 1e-14:
            break
        rate = new
    return rate


def portfolio_sharpe(weights, returns, risk_free=0.01):
    w = np.exp(weights) / np.exp(weights).sum()
    r = returns @ w
    return (r.mean() - risk_free) / r.std(ddof=1)


def mean_variance(weights, mu, cov, aversion, *, budget_penalty=10.0, cost=0.0, previous=None):
    value = -mu @ weights + 0.5 * aversion * weights @ cov @ weights
    value += budget_penalty * (weights.sum() - 1.0) ** 2
    if previous is not None and cost > 0.0:
        value += cost * np.sum(np.sqrt((weights - previous) ** 2 + 1e-4))
    return value


def rebalancing(weights, returns, fee):
    """Wealth with fees, a trading loop over rows."""
    wealth = 1.0
    holdings = weights.copy()
    history = [wealth]
    for row in returns:
        holdings = holdings * (1.0 + row)
        growth = np.sum(holdings)
        wealth *= growth
        holdings = holdings / growth
        turnover = np.sum(np.abs(weights - holdings))
        wealth *= 1.0 - fee * turnover
        holdings = weights.copy()
        history.append(wealth)
    drawdown = 0.0
    peak = history[0]
    for w in history:
        peak = max(peak, w)
        drawdown = max(drawdown, 1.0 - w / peak)
    return math.log(wealth) - 0.5 * drawdown


def expected_shortfall(weights, scenarios, alpha):
    losses = -(scenarios @ weights)
    ordered = np.sort(losses)[::-1]
    k = max(1, int(alpha * len(ordered)))
    return ordered[:k].mean()


def heston_paths(params, z1, z2, dt):
    kappa, theta, xi, rho, v0 = (params[name] for name in ("kappa", "theta", "xi", "rho", "v0"))
    log_s = np.zeros(z1.shape[1])
    v = np.full(z1.shape[1], v0)
    for a, b in zip(z1, z2):
        w = rho * a + np.sqrt(1.0 - rho**2) * b
        positive = np.maximum(v, 1e-6)
        log_s = log_s - 0.5 * positive * dt + np.sqrt(positive * dt) * a
        v = v + kappa * (theta - positive) * dt + xi * np.sqrt(positive * dt) * w
    return np.mean(np.maximum(np.exp(log_s) - 1.0, 0.0))


def sabr_vol(alpha, beta, rho, nu, forward, strike, maturity):
    if abs(forward - strike) < 1e-8:
        term = (1 - beta) ** 2 / 24 * alpha**2 / forward ** (2 - 2 * beta)
        return alpha / forward ** (1 - beta) * (1 + term * maturity)
    log_fk = math.log(forward / strike)
    fk = (forward * strike) ** ((1 - beta) / 2)
    z = nu / alpha * fk * log_fk
    x = math.log((math.sqrt(1 - 2 * rho * z + z * z) + z - rho) / (1 - rho))
    return alpha / fk * z / x


def sabr_fit(params, quotes, forward):
    """Quotes are a dictionary from strike to volatility."""
    alpha, rho, nu = params
    errors = [sabr_vol(alpha, 0.5, rho, nu, forward, k, 1.0) - v for k, v in quotes.items()]
    return reduce(lambda acc, e: acc + e * e, errors, 0.0)


class Ledger:
    """Accounts by name; transactions move money and are logged."""

    def __init__(self, **balances):
        self.balances = dict(balances)
        self.log = []

    def transfer(self, source, target, amount, fee_rate=0.0):
        fee = amount * fee_rate
        self.balances[source] -= amount
        self.balances[target] = self.balances.get(target, 0.0) + amount - fee
        self.log.append((source, target))


def ledger_utility(amounts, fee):
    book = Ledger(alice=10.0, bob=5.0)
    for k, amount in enumerate(amounts):
        if k % 2:
            book.transfer("bob", "carol", amount, fee_rate=fee)
        else:
            book.transfer("alice", "bob", amount, fee)
    return sum(math.log(v) for v in book.balances.values())


def barrier_option(spot, barrier, vol, normals, dt):
    """Down-and-out: paths that touch the barrier end early."""
    total = 0.0
    for path in normals.T:
        s = spot
        for z in path:
            s *= math.exp(-0.5 * vol**2 * dt + vol * math.sqrt(dt) * float(z))
            if s < barrier:
                break
        else:
            total += max(s - 1.0, 0.0)
    return total / normals.shape[1]


def crank_nicolson(spot_grid, strike, rate, vol, steps, dt):
    """Option on a grid, tridiagonal solves in place."""
    s = spot_grid
    v = np.maximum(s - strike, 0.0)
    n = len(s)
    h = s[1] - s[0]
    for _ in range(steps):
        a = 0.25 * dt * (vol**2 * s**2 / h**2 - rate * s / h)
        b = -0.5 * dt * (vol**2 * s**2 / h**2 + rate)
        c = 0.25 * dt * (vol**2 * s**2 / h**2 + rate * s / h)
        rhs = v.copy()
        rhs[1:-1] = a[1:-1] * v[:-2] + (1 + b[1:-1]) * v[1:-1] + c[1:-1] * v[2:]
        diag = 1.0 - b
        diag[0] = diag[-1] = 1.0
        lower, upper = -a, -c
        for i in range(1, n - 1):
            w = lower[i] / diag[i - 1]
            if i > 1:
                diag[i] -= w * upper[i - 1]
                rhs[i] -= w * rhs[i - 1]
        for i in range(n - 2, 0, -1):
            rhs[i] = (rhs[i] - upper[i] * rhs[i + 1]) / diag[i]
        v = rhs
    return v[n // 2]


CASES = [
    Case(black_scholes, (1.0, 1.1, 0.02, 0.3, 0.8), (0, 1, 2, 3, 4)),
    Case(black_scholes, (1.0, 1.1, 0.02, 0.3, 0.8, "put"), (0, 3), name="black_scholes_put"),
    Case(implied_volatility, (0.12, 1.0, 1.0, 0.02, 0.9), (0, 1, 2), rtol=1e-5),
    Case(price, ("asian", 1.0, 0.02, 0.3, rand(3, 4)), (1, 2, 3), standalone=False),
    Case(price, ("lookback", 1.0, 0.02, 0.3, rand(3, 4)), (1, 2, 3), name="price_lookback", standalone=False),
    Case(price, ("basket", 1.0, 0.02, 0.3, rand(3, 4)), (1, 2, 3), name="price_basket", standalone=False),
    Case(american_put_lsm, (1.0, 1.1, 0.02, 0.3, rand(3, 6), 0.25), (0, 1, 2, 3)),
    Case(bond_price, ([0.02, 0.025, 0.03], 100.0, 0.04), (0, 1, 2)),
    Case(curve_roughness, ([0.02, 0.024, 0.031],)),
    Case(
        internal_rate,
        ([-1.0, 0.4, 0.5, 0.3],),
        second=False,
        why="a converged root: its slope depends on the last step",
        rtol=1e-4,
    ),
    Case(portfolio_sharpe, (rand(3), 0.1 * rand(6, 3)), (0, 1)),
    Case(mean_variance, (np.array([0.3, 0.3, 0.4]), rand(3), np.eye(3) + 0.1, 2.0), (0, 1, 2, 3)),
    Case(rebalancing, (np.array([0.3, 0.7]), 0.1 * rand(4, 2), 0.01), (0, 1, 2)),
    Case(expected_shortfall, (np.array([0.4, 0.6]), rand(6, 2), 0.4), (0, 1)),
    Case(
        heston_paths,
        (
            {"kappa": 1.5, "theta": 0.04, "xi": 0.3, "rho": -0.5, "v0": 0.05},
            rand(3, 4),
            rand(3, 4, seed=1),
            0.1,
        ),
    ),
    Case(sabr_fit, ((0.3, -0.2, 0.4), {0.8: 0.33, 1.0: 0.3, 1.3: 0.32}, 1.0)),
    Case(ledger_utility, ([1.0, 0.5, 2.0], 0.01), (0, 1)),
    Case(barrier_option, (1.1, 0.8, 0.4, rand(3, 5, low=-2.0, high=2.0), 0.3), (0, 2)),
    Case(crank_nicolson, (np.linspace(0.5, 1.5, 5), 0.95, 0.02, 0.3, 2, 0.1), (1, 2, 3)),
]
