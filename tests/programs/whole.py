"""Whole programs as users write them: classes, dicts, comprehensions, queues, workspaces, early exits."""

import heapq
import itertools
import math
from collections import Counter, defaultdict, deque, namedtuple
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case

x = np.array([0.3, 0.5, 1.2])


# ---------------------------------------------------------------- optimisers, filters, simulations, stacks


class Adam:
    def __init__(self, lr=0.1, betas=(0.9, 0.99), eps=1e-08):
        self.lr, self.betas, self.eps = (lr, betas, eps)
        self.t = 0
        self.state = {}

    def step(self, params, grads):
        self.t += 1
        b1, b2 = self.betas
        for name, g in grads.items():
            if name not in self.state:
                self.state[name] = (np.zeros_like(g), np.zeros_like(g))
            m, v = self.state[name]
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g * g
            self.state[name] = (m, v)
            mh, vh = (m / (1 - b1**self.t), v / (1 - b2**self.t))
            params[name] = params[name] - self.lr * mh / (np.sqrt(vh) + self.eps)
        return params


def adam(x):
    params = {"w": x.copy(), "b": np.array([0.1])}
    opt = Adam()
    losses = []
    for _ in range(3):
        r = params["w"] * 2.0 + params["b"] - 1.0
        losses.append(np.sum(r**2))
        grads = {"w": 4.0 * r, "b": np.array([2.0 * np.sum(r)])}
        params = opt.step(params, grads)
    return losses[-1] + 0.1 * sum(losses)


def events(x):
    queue = [(0.5, 0), (0.2, 1), (0.9, 2)]
    heapq.heapify(queue)
    level = 0.0
    log = []
    while queue:
        t, k = heapq.heappop(queue)
        level = level * math.exp(-t) + x[k]
        log.append(level)
        if t < 0.4:
            heapq.heappush(queue, (t + 0.5, (k + 1) % 3))
    return sum(log) * log[-1]


def kalman(x):
    state = {"m": 0.0, "p": 1.0}
    diag = defaultdict(list)
    q, r = (x[0] ** 2, x[1] ** 2)
    ll = 0.0
    for k, y in enumerate([0.1, 0.4, -0.2, None, 0.3]):
        state["p"] += q
        if y is None:
            continue
        s = state["p"] + r
        if s < 1e-12:
            break
        e = y - x[2] * state["m"]
        gain = state["p"] / s
        state["m"] += gain * e
        state["p"] *= 1.0 - gain
        diag["innov"].append(e)
        ll -= 0.5 * (math.log(2 * math.pi * s) + e * e / s)
    return ll + 0.01 * sum((e * e for e in diag["innov"]))


class Tape:
    def __init__(self):
        self.ops = []

    def push(self, out, inputs, partials):
        self.ops.append((out, inputs, partials))

    def backward(self, seed):
        bar = defaultdict(float)
        bar[seed] = 1.0
        for out, inputs, partials in reversed(self.ops):
            for i, p in zip(inputs, partials):
                bar[i] += bar[out] * p
        return bar


def hand_tape(x):
    tape = Tape()
    a, b, c = x
    ab = a * b
    tape.push(3, [0, 1], [b, a])
    s = math.sin(ab)
    tape.push(4, [3], [math.cos(ab)])
    y = s * c
    tape.push(5, [4, 2], [c, s])
    g = tape.backward(5)
    return g[0] * g[1] + g[2] * y


@dataclass
class Body:
    m: float
    r: np.ndarray
    v: np.ndarray


def nbody(x):
    bodies = [
        Body(1.0, np.array([0.0, 0.0]), np.array([0.0, 0.0])),
        Body(x[0], np.array([1.0, 0.0]), np.array([0.0, x[1]])),
        Body(0.1, np.array([0.0, 2.0]), np.array([x[2], 0.0])),
    ]
    dt = 0.1
    for _ in range(3):
        acc = [np.zeros(2) for _ in bodies]
        for i, a in enumerate(bodies):
            for j, b in enumerate(bodies):
                if i == j:
                    continue
                d = b.r - a.r
                acc[i] = acc[i] + b.m * d / (d @ d + 0.01) ** 1.5
        for b, a in zip(bodies, acc):
            b.v = b.v + dt * a
            b.r = b.r + dt * b.v
    return sum((0.5 * b.m * (b.v @ b.v) for b in bodies))


def tree(x):

    def evaluate(node):
        op = node[0]
        if op == "leaf":
            return x[node[1]]
        vals = [evaluate(n) for n in node[1:]]
        if op == "+":
            return sum(vals)
        if op == "*":
            return math.prod(vals)
        if op == "exp":
            return math.exp(vals[0])
        raise ValueError(op)

    expr = ("+", ("*", ("leaf", 0), ("leaf", 1)), ("exp", ("*", ("leaf", 2), ("leaf", 0))))
    return evaluate(expr)


def rpn(x):
    stack = []
    for tok in "0 1 * 2 + 0 * sin".split():
        if tok == "*":
            b, a = (stack.pop(), stack.pop())
            stack.append(a * b)
        elif tok == "+":
            b, a = (stack.pop(), stack.pop())
            stack.append(a + b)
        elif tok == "sin":
            stack.append(math.sin(stack.pop()))
        else:
            stack.append(x[int(tok)])
    return stack[0]


class PID:
    def __init__(self, kp, ki, kd, limit=None):
        self.kp, self.ki, self.kd, self.limit = (kp, ki, kd, limit)
        self.integral = 0.0
        self.last = None

    def __call__(self, e, dt):
        self.integral += e * dt
        d = 0.0 if self.last is None else (e - self.last) / dt
        self.last = e
        u = self.kp * e + self.ki * self.integral + self.kd * d
        if self.limit is not None and abs(u) > self.limit:
            self.integral -= e * dt
            u = math.copysign(self.limit, u)
        return u


def pid(x):
    ctl = PID(x[0], x[1], x[2] * 0.01, limit=0.45)
    y, cost = (0.0, 0.0)
    for k in range(6):
        e = 1.0 - y
        u = ctl(e, 0.1)
        y += 0.1 * (u - 0.5 * y)
        cost += e * e * 0.1
    return cost


def viterbi(x):
    trans = np.array([[0.7, 0.3], [0.4, 0.6]])
    score = [x[0], x[1]]
    back = []
    for obs in (0, 1, 1):
        new, ptr = ([], [])
        for j in range(2):
            cands = [score[i] + math.log(trans[i][j]) for i in range(2)]
            best = max(range(2), key=lambda i: cands[i])
            new.append(cands[best] + x[2] * (1 if obs == j else -0.5))
            ptr.append(best)
        score = new
        back.append(ptr)
    state = 0 if score[0] > score[1] else 1
    path = [state]
    for ptr in reversed(back):
        state = ptr[state]
        path.append(state)
    return score[path[0]] * x[0]


def batches(data, size):
    for start in range(0, len(data), size):
        yield data[start : start + size]


def train(x):
    data = [(0.1, 0.3), (0.5, 0.2), (0.9, 0.8), (0.4, 0.4), (0.7, 0.1)]
    w, b = (x[0], x[1])
    history = []
    for epoch in range(2):
        for batch in batches(data, 2):
            gw = gb = 0.0
            for u, t in batch:
                e = w * u + b - t
                gw += 2 * e * u
                gb += 2 * e
            w -= x[2] * 0.1 * gw / len(batch)
            b -= x[2] * 0.1 * gb / len(batch)
        history.append(sum(((w * u + b - t) ** 2 for u, t in data)))
        if len(history) > 1 and history[-2] - history[-1] < 1e-09:
            break
    return history[-1]


# ---------------------------------------------------------------- buffers, caches, graphs, networks
Particle = namedtuple("Particle", "pos w")


class Ring:
    """ring buffer over an array workspace"""

    def __init__(self, n):
        self.buf = np.zeros(n)
        self.i = 0
        self.full = False

    def add(self, v):
        self.buf[self.i] = v
        self.i = (self.i + 1) % len(self.buf)
        if self.i == 0:
            self.full = True

    def mean(self):
        n = len(self.buf) if self.full else self.i
        return np.sum(self.buf[:n]) / n


def ring(x):
    r = Ring(2)
    s = 0.0
    for v in x:
        r.add(v * v)
        s += r.mean() * v
    return s


class Interp:
    def __init__(self, xs, ys):
        self.xs, self.ys = (list(xs), ys)
        self.cache = {}

    def __call__(self, t):
        for i in range(len(self.xs) - 1):
            if self.xs[i] <= t <= self.xs[i + 1]:
                break
        else:
            return self.ys[-1]
        if i not in self.cache:
            self.cache[i] = (self.ys[i + 1] - self.ys[i]) / (self.xs[i + 1] - self.xs[i])
        return self.ys[i] + self.cache[i] * (t - self.xs[i])


def interp(x):
    f = Interp([0.0, 1.0, 2.0], x)
    return f(0.3) * f(1.5) + f(0.7) ** 2 + f(5.0)


def simulate(x):
    """inventory with orders in a queue and early exit"""
    stock, cost = (2.0, 0.0)
    pipeline = deque()
    demand = [x[0] + 0.11, x[1] * 2.3, x[2], x[0] * 3.7]
    for day, d in enumerate(demand):
        while pipeline and pipeline[0][0] <= day:
            _, qty = pipeline.popleft()
            stock += qty
        sold = min(stock, d)
        stock -= sold
        cost += 0.1 * stock + 2.0 * (d - sold)
        if stock < 1.0:
            pipeline.append((day + 1, 1.5 * d))
    return cost


def graph_shortest(x):
    """Bellman-Ford with active weights"""
    edges = [(0, 1, x[0]), (1, 2, x[1]), (0, 2, x[2]), (2, 3, x[0] * x[1])]
    dist = {0: 0.0}
    for _ in range(3):
        changed = False
        for u, v, w in edges:
            if u not in dist:
                continue
            cand = dist[u] + w
            if v not in dist or cand < dist[v]:
                dist[v] = cand
                changed = True
        if not changed:
            break
    return dist[3] ** 2 + dist[2]


class Node:
    def __init__(self, value):
        self.value = value
        self.next = None


def linked(x):
    head = None
    for v in x:
        n = Node(v * v)
        n.next = head
        head = n
    s = 0.0
    while head is not None:
        s = s * 0.5 + head.value
        head = head.next
    return s


def gradient_descent_with_backtracking(x):

    def f(z):
        return np.sum((z - x) ** 4) + np.sum(z * z)

    def g(z):
        return 4 * (z - x) ** 3 + 2 * z

    z = np.zeros(3)
    trace = []
    for it in range(3):
        fz, gz = (f(z), g(z))
        step = 1.0
        while step > 0.001:
            new = z - step * gz
            if f(new) < fz - 0.0001 * step * np.sum(gz * gz):
                break
            step *= 0.5
        else:
            break
        z = new
        trace.append(fz)
    return f(z) + 0.1 * trace[-1]


def particles(x):
    ps = [Particle(v, 1.0 / 3) for v in x]
    for obs in (0.2, 0.6):
        ws = [p.w * math.exp(-0.5 * (p.pos - obs) ** 2) for p in ps]
        total = sum(ws)
        ps = [p._replace(pos=0.9 * p.pos + 0.1 * obs, w=w / total) for p, w in zip(ps, ws)]
    return sum((p.w * p.pos for p in ps))


class Layer:
    def __init__(self, w, b, act=np.tanh):
        self.w, self.b, self.act = (w, b, act)
        self.cache = {}

    def forward(self, h):
        self.cache["h"] = h
        z = self.w @ h + self.b
        self.cache["z"] = z
        return self.act(z)

    def penalty(self):
        return np.sum(self.w**2) + np.sum(self.cache["z"] ** 2) * 0.01


class Net:
    def __init__(self, *layers):
        self.layers = list(layers)

    def __call__(self, h):
        for l in self.layers:
            h = l.forward(h)
        return h

    def loss(self, h, t):
        return np.sum((self(h) - t) ** 2) + sum((l.penalty() for l in self.layers))


def net(x):
    w1 = np.outer(x, np.array([1.0, 0.5]))
    w2 = np.array([[0.2, -0.3, 0.5]]) * x[0]
    n = Net(Layer(w1, x * 0.1), Layer(w2, np.array([0.05]), act=np.sin))
    return n.loss(np.array([0.3, 0.7]), 0.5)


def sliding_max(x):
    vals = [x[0], x[1] * 2, x[2], x[0] * x[1], x[2] * 0.5]
    q, out = (deque(), [])
    for i, v in enumerate(vals):
        while q and vals[q[-1]] <= v:
            q.pop()
        q.append(i)
        if q[0] <= i - 2:
            q.popleft()
        if i >= 1:
            out.append(vals[q[0]])
    return sum((o * (k + 1) for k, o in enumerate(out)))


def portfolio(x):
    prices = {"A": [1.0, 1.1, 0.9], "B": [2.0, 2.1, 2.3]}
    holdings = Counter()
    cash = 10.0
    weights = dict(zip(prices, (x[0], x[1])))
    for t in range(3):
        worth = cash + sum((n * prices[k][t] for k, n in holdings.items()))
        for k, series in prices.items():
            target = weights[k] * worth / series[t]
            trade = target - holdings[k]
            cash -= trade * series[t] * (1 + 0.01 * x[2])
            holdings[k] += trade
    return cash + sum((n * prices[k][-1] for k, n in holdings.items()))


def softmax_sampling(x):
    logits = x - np.max(x)
    p = np.exp(logits)
    p /= p.sum()
    acc, picked = (0.0, None)
    for k, pk in enumerate(p):
        acc += pk
        if acc > 0.6:
            picked = k
            break
    return -math.log(p[picked]) if picked is not None else 0.0


def spline(x):
    n = len(x)
    h = [1.0] * (n - 1)
    a, b = ([None] * n, [None] * n)
    a[0], b[0] = (0.0, 0.0)
    for i in range(1, n - 1):
        m = 2 * (h[i - 1] + h[i]) - h[i - 1] * a[i - 1]
        a[i] = h[i] / m
        b[i] = (3 * (x[i + 1] - x[i]) / h[i] - 3 * (x[i] - x[i - 1]) / h[i - 1] - h[i - 1] * b[i - 1]) / m
    c = [0.0] * n
    for i in range(n - 2, 0, -1):
        c[i] = b[i] - a[i] * c[i + 1]
    return sum((v * v for v in c)) + x[0]


# ---------------------------------------------------------------- averages, queues, solvers with memory


class EMA:
    def __init__(self, alpha):
        self.alpha, self.value, self.history = (alpha, None, [])

    def update(self, v):
        self.value = v if self.value is None else self.alpha * v + (1 - self.alpha) * self.value
        self.history.append(self.value)
        return self.value


def macd(x):
    fast, slow = (EMA(0.5), EMA(x[0]))
    signal = EMA(0.3)
    total = 0.0
    for p in (x[0], x[1], x[2], x[0] * x[2]):
        d = fast.update(p) - slow.update(p)
        s = signal.update(d)
        if d > s:
            total += d - s
        else:
            total -= 0.5 * (s - d)
    return total + fast.history[0] * slow.history[-1] + max(signal.history)


def queue_of_jobs(x):
    jobs = [("a", x[0], 2), ("b", x[1], 1), ("c", x[2], 3)]
    done, clock, waiting = ({}, 0.0, deque())
    for name, work, prio in sorted(jobs, key=lambda j: j[2]):
        waiting.append((name, work))
    while waiting:
        name, work = waiting.popleft()
        if work > 0.4:
            waiting.append((name, work * 0.5))
            clock += 0.4
            continue
        clock += work * work
        done[name] = clock
    return sum((t * t for t in done.values())) + done["a"] * done["c"]


def moving_stats(x):
    window, out = (deque(maxlen=3), [])
    for v in np.concatenate([x, x[::-1] * 2.0]):
        window.append(v)
        n = len(window)
        mean = sum(window) / n
        var = sum(((w - mean) ** 2 for w in window)) / n
        out.append(mean + math.sqrt(var + 0.01))
    return sum((o * o for o in out))


def multistep(x):
    hist = deque(maxlen=3)
    y, h = (x.copy(), 0.1)
    coef = {1: [1.0], 2: [-0.5, 1.5], 3: [5 / 12, -16 / 12, 23 / 12]}
    for _ in range(5):
        hist.append(-y * y + x[0])
        y = y + h * sum((c * f for c, f in zip(coef[len(hist)], hist)))
    return np.sum(y)


def anderson(x):

    def g(z):
        return np.cos(z) * 0.5 + 0.1 * x

    z, prev_z, prev_f = (np.zeros(3), None, None)
    for _ in range(4):
        f = g(z) - z
        if prev_f is None:
            new = z + f
        else:
            df = f - prev_f
            t = np.sum(f * df) / (np.sum(df * df) + 0.001)
            new = z + f - t * (z - prev_z + df)
        prev_z, prev_f = (z, f)
        z = new
    return np.sum(z * z)


def lbfgs_two_loop(x):
    s_list, y_list = (deque(maxlen=2), deque(maxlen=2))
    w = x * 0.5

    def grad(w):
        return 2 * w * (1 + x) + 4 * w**3

    g = grad(w)
    for _ in range(3):
        q = g.copy()
        alphas = []
        for s, y in zip(reversed(s_list), reversed(y_list)):
            a = np.sum(s * q) / np.sum(s * y)
            alphas.append(a)
            q = q - a * y
        r = 0.3 * q
        for (s, y), a in zip(zip(s_list, y_list), reversed(alphas)):
            b = np.sum(y * r) / np.sum(s * y)
            r = r + s * (a - b)
        new = w - r
        gn = grad(new)
        s_list.append(new - w)
        y_list.append(gn - g)
        w, g = (new, gn)
    return np.sum(w * w)


class Account:
    fee = 0.01

    def __init__(self, owner, balance=0.0):
        self.owner, self.balance, self.log = (owner, balance, [])

    def transfer(self, other, amount):
        if amount > self.balance:
            raise ValueError("short")
        self.balance -= amount * (1 + self.fee)
        other.balance += amount
        self.log.append(amount)


def accounts(x):
    a, b = (Account("a", x[2]), Account("b", x[1]))
    failed = 0
    for amount in (x[0], x[1], x[0] * 4):
        try:
            a.transfer(b, amount)
        except ValueError:
            failed += 1
            b.transfer(a, amount * 0.25)
    return a.balance * b.balance + sum(a.log) + failed * x[0]


def memo_grid(x):
    cache = {}

    def cost(i, j):
        key = (i, j)
        hit = cache.get(key)
        if hit is not None:
            return hit
        if i == 0 and j == 0:
            r = x[0]
        elif i == 0:
            r = cost(0, j - 1) * 0.9 + x[j]
        elif j == 0:
            r = cost(i - 1, 0) * 1.1 + x[i]
        else:
            r = min(cost(i - 1, j), cost(i, j - 1)) + x[i] * x[j]
        cache[key] = r
        return r

    return cost(2, 2)


def best_of_restarts(x):
    best, best_at, trace = (None, None, defaultdict(list))
    for k, start in enumerate((0.1, 0.9, 1.7)):
        z = start
        for it in itertools.count():
            step = 0.1 * (2 * (z - x[0]) + 0.3 * math.cos(3 * z) * x[1])
            z -= step
            trace[k].append(z)
            if it >= 4 or abs(step) < 1e-08:
                break
        val = (z - x[0]) ** 2 + 0.1 * math.sin(3 * z) * x[1]
        if best is None or val < best:
            best, best_at = (val, z)
    return best + best_at * x[2] + sum(trace[1])


def evolve(x):
    pop = [v * (1 + 0.1 * k) for k, v in enumerate(x)]
    for gen in range(3):
        pop.sort(key=lambda v: (v - 0.7) ** 2)
        parents, rest = (pop[:2], pop[2:])
        child = 0.5 * sum(parents)
        pop = parents + [0.9 * r for r in rest[:-1]] + [child]
    return sum((v * (k + 1) for k, v in enumerate(pop)))


def bins(x):
    counts = defaultdict(float)
    for v in np.concatenate([x, x * 0.5]):
        k = int(v * 2.3)
        frac = v * 2.3 - k
        counts[k] += 1 - frac
        counts[k + 1] += frac
    keys = sorted(counts)
    return sum((counts[k] ** 2 * (k + 1) for k in keys))


# ---------------------------------------------------------------- grids, stacks, sweeps


class Grid:
    def __init__(self, n):
        self.u = np.zeros(n)
        self.steps = 0
        self.maxima = []

    def step(self, k, src):
        new = self.u.copy()
        new[1:-1] += k * (self.u[2:] - 2 * self.u[1:-1] + self.u[:-2])
        new[0] = src
        self.u = new
        self.steps += 1
        self.maxima.append(np.max(new))


def heat(x):
    g = Grid(5)
    for k in range(4):
        g.step(0.3 * x[0], x[1] * (k + 1))
        if g.maxima[-1] > 10:
            break
    return np.sum(g.u**2) + sum(g.maxima) * x[2]


class Stack:
    def __init__(self):
        self.items = []

    def push(self, v):
        self.items.append(v)

    def pop(self):
        return self.items.pop()

    def peek(self):
        return self.items[-1]

    def __len__(self):
        return len(self.items)


def stack_machine(x):
    s = Stack()
    for v in x:
        s.push(v * v)
        if len(s) > 1:
            a, b = (s.pop(), s.pop())
            s.push(a * b + v)
    return s.peek() * len(s)


class Memo:
    def __init__(self, f):
        self.f, self.cache, self.hits = (f, {}, 0)

    def __call__(self, n):
        if n in self.cache:
            self.hits += 1
            return self.cache[n]
        v = self.f(n)
        self.cache[n] = v
        return v


def memo_object(x):
    m = Memo(lambda n: x[n % 3] ** (n + 1))
    return sum((m(k) * m(k % 2) for k in range(4))) + m.hits


def two_pointers(x):
    a, b = (sorted(x), sorted(x * 0.8))
    i = j = 0
    merged = []
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            merged.append(a[i])
            i += 1
        else:
            merged.append(b[j])
            j += 1
    merged += a[i:] + b[j:]
    return sum((m * (k + 1) for k, m in enumerate(merged)))


def sparse_matvec(x):
    rows = defaultdict(dict)
    for i in range(3):
        rows[i][i] = x[i]
        if i:
            rows[i][i - 1] = -x[i - 1] * 0.5
    v = [1.0, x[1], 2.0]
    for _ in range(2):
        v = [sum((a * v[j] for j, a in rows[i].items())) for i in range(3)]
    return sum((t * t for t in v))


def topological(x):
    graph = {"in": [], "a": ["in"], "b": ["in", "a"], "out": ["a", "b"]}
    values = {"in": x[0]}
    weight = {"a": x[1], "b": x[2], "out": 1.5}
    todo = deque(["out"])
    order = []
    while todo:
        n = todo.pop()
        if n in values or n in order:
            continue
        missing = [d for d in graph[n] if d not in values and d not in order]
        if missing:
            todo.append(n)
            todo.extend(missing)
        else:
            order.append(n)
            values[n] = math.tanh(weight[n] * sum((values[d] for d in graph[n])))
    return values["out"] * len(order)


def adaptive(x):
    t, y, h = (0.0, x[0], 0.2)
    accepted, rejected = ([], 0)
    f = lambda t, y: x[1] * y - x[2] * y * y
    while t < 0.5:
        k1 = f(t, y)
        k2 = f(t + h, y + h * k1)
        err = abs(0.5 * h * (k2 - k1))
        if err > 0.002:
            rejected += 1
            h *= 0.5
            continue
        y += 0.5 * h * (k1 + k2)
        t += h
        accepted.append(y)
        if len(accepted) > 20:
            break
        h = min(h * 1.5, 0.5 - t + 1e-12)
    return accepted[-1] ** 2 + sum(accepted) * 0.1


@dataclass
class Stats:
    n: int = 0
    mean: float = 0.0
    m2: float = 0.0
    seen: list = field(default_factory=list)

    def add(self, v):
        self.n += 1
        d = v - self.mean
        self.mean += d / self.n
        self.m2 += d * (v - self.mean)
        self.seen.append(v)

    @property
    def var(self):
        return self.m2 / (self.n - 1) if self.n > 1 else 0.0


def welford(x):
    s = Stats()
    for v in itertools.chain(x, x * x):
        s.add(v)
    return s.var * s.mean + s.seen[0] * s.seen[-1]


def lists_of_lists(x):
    table = [[0.0] * 3 for _ in range(3)]
    for i, j in itertools.product(range(3), repeat=2):
        table[i][j] = x[i] * x[j] if i <= j else table[j][i] * 0.5
    rows = [sum(r) for r in table]
    cols = [sum((r[j] for r in table)) for j in range(3)]
    best = max(range(3), key=lambda k: rows[k])
    del table[best]
    return sum((a * b for a, b in zip(rows, cols))) + table[0][1] * table[-1][-1]


def swap_rows(x):
    a = [[2.0, x[0], 0.0], [x[1], 3.0, x[2]], [0.0, 1.0, 4.0]]
    b = [1.0, x[0], 2.0]
    n = 3
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(a[i][k]))
        a[k], a[p] = (a[p], a[k])
        b[k], b[p] = (b[p], b[k])
        for i in range(k + 1, n):
            f = a[i][k] / a[k][k]
            for j in range(k, n):
                a[i][j] -= f * a[k][j]
            b[i] -= f * b[k]
    z = [0.0] * n
    for i in reversed(range(n)):
        z[i] = (b[i] - sum((a[i][j] * z[j] for j in range(i + 1, n)))) / a[i][i]
    return sum((v * v for v in z))


def stack_length(x):
    s = Stack()
    t = 1.0
    for v in x:
        s.push(v * v)
        t = t * len(s) + v * t
    return t + s.peek()


CASES = [
    Case(adam, (x,)),
    Case(events, (x,)),
    Case(kalman, (x,)),
    Case(hand_tape, (x,)),
    Case(nbody, (x,)),
    Case(tree, (x,)),
    Case(rpn, (x,)),
    Case(pid, (x,)),
    Case(viterbi, (x,)),
    Case(train, (x,)),
    Case(ring, (x,)),
    Case(interp, (x,)),
    Case(simulate, (x,)),
    Case(graph_shortest, (x,)),
    Case(linked, (x,)),
    Case(gradient_descent_with_backtracking, (x,)),
    Case(particles, (x,)),
    Case(net, (x,)),
    Case(sliding_max, (x,)),
    Case(portfolio, (x,)),
    Case(softmax_sampling, (x,)),
    Case(spline, (x,)),
    Case(macd, (x,)),
    Case(queue_of_jobs, (x,)),
    Case(moving_stats, (x,)),
    Case(multistep, (x,)),
    Case(anderson, (x,)),
    Case(lbfgs_two_loop, (x,)),
    Case(accounts, (x,)),
    Case(memo_grid, (x,)),
    Case(best_of_restarts, (x,)),
    Case(evolve, (x,)),
    Case(bins, (x,)),
    Case(heat, (x,)),
    Case(stack_machine, (x,)),
    Case(stack_length, (x,)),
    Case(memo_object, (x,)),
    Case(two_pointers, (x,)),
    Case(sparse_matvec, (x,)),
    Case(topological, (x,)),
    Case(adaptive, (x,)),
    Case(welford, (x,)),
    Case(lists_of_lists, (x,)),
    Case(swap_rows, (x,)),
]
