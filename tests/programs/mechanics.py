"""Mechanics and physics: simulations with objects, state dictionaries and workspaces."""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tests.programs import Case, rand


@dataclass
class Body:
    position: np.ndarray
    velocity: np.ndarray
    mass: float

    def kinetic(self):
        return 0.5 * self.mass * np.sum(self.velocity**2)


class Solar:
    """A few bodies, leapfrog, energies on demand."""

    G = 1.0

    def __init__(self, bodies, softening=0.1):
        self.bodies = bodies
        self.softening = softening

    def accelerations(self):
        found = []
        for i, body in enumerate(self.bodies):
            a = np.zeros(2)
            for j, other in enumerate(self.bodies):
                if i == j:
                    continue
                d = other.position - body.position
                a = a + self.G * other.mass * d / (d @ d + self.softening) ** 1.5
            found.append(a)
        return found

    def step(self, dt):
        for body, a in zip(self.bodies, self.accelerations()):
            body.velocity = body.velocity + dt * a
        for body in self.bodies:
            body.position = body.position + dt * body.velocity

    def energy(self):
        return sum(b.kinetic() for b in self.bodies)


def orbit_energy(x, v, masses, dt, steps):
    system = Solar([Body(x[i], v[i], masses[i]) for i in range(len(masses))])
    for _ in range(steps):
        system.step(dt)
    return system.energy()


class State(NamedTuple):
    q: np.ndarray
    p: np.ndarray


def symplectic_euler(state, force, dt):
    p = state.p + dt * force(state.q)
    return State(state.q + dt * p, p)


def pendulum_chain(state, stiffness, dt, steps):
    def force(q):
        left = np.concatenate([[0.0], q[:-1]])
        right = np.concatenate([q[1:], [0.0]])
        return stiffness * (left - 2.0 * q + right) - np.sin(q)

    for _ in range(steps):
        state = symplectic_euler(state, force, dt)
    return np.sum(state.q**2) + np.sum(state.p**2)


def double_pendulum(y, lengths, dt, steps, g=9.81):
    l1, l2 = lengths
    for _ in range(steps):
        t1, t2, w1, w2 = y
        d = t1 - t2
        den = 3.0 - math.cos(2.0 * d)
        a1 = (
            -3 * g * math.sin(t1)
            - g * math.sin(t1 - 2 * t2)
            - 2 * math.sin(d) * (w2**2 * l2 + w1**2 * l1 * math.cos(d))
        ) / (l1 * den)
        a2 = (2 * math.sin(d) * (2 * w1**2 * l1 + 2 * g * math.cos(t1) + w2**2 * l2 * math.cos(d))) / (
            l2 * den
        )
        y = [t1 + dt * w1, t2 + dt * w2, w1 + dt * a1, w2 + dt * a2]
    return y[0] * y[1] + y[2]


def spring_mass_damper(params, force, dt):
    """State in a dictionary that a helper updates."""
    state = {"x": 0.1, "v": 0.0, "t": 0.0}
    energy = 0.0

    def advance(state, f):
        a = (f - params["c"] * state["v"] - params["k"] * state["x"]) / params["m"]
        state["v"] += dt * a
        state["x"] += dt * state["v"]
        state["t"] += dt

    for f in force:
        advance(state, f)
        energy += 0.5 * params["k"] * state["x"] ** 2
    return energy + state["v"] ** 2


class Cloth:
    """Verlet integration with constraint projection, in place."""

    def __init__(self, points, rest):
        self.points = points.copy()
        self.previous = points.copy()
        self.rest = rest

    def integrate(self, gravity, dt):
        moved = self.points + (self.points - self.previous) * 0.99
        moved[:, 1] -= gravity * dt * dt
        self.previous = self.points
        self.points = moved

    def satisfy(self):
        p = self.points
        for i in range(len(p) - 1):
            d = p[i + 1] - p[i]
            length = np.sqrt(d @ d)
            shift = 0.5 * (1.0 - self.rest / length) * d
            if i > 0:
                p[i] += shift
            p[i + 1] -= shift


def cloth_sag(points, gravity, rest):
    cloth = Cloth(points, rest)
    for _ in range(3):
        cloth.integrate(gravity, 0.1)
        cloth.satisfy()
    return np.sum(cloth.points[:, 1] ** 2) + cloth.points[-1, 0]


def cantilever(loads, stiffness):
    """Finite elements: assembly by scatter into a global matrix, then a solve."""
    n = len(stiffness)
    k = np.zeros((2 * n + 2, 2 * n + 2))
    element = np.array(
        [[12.0, 6.0, -12.0, 6.0], [6.0, 4.0, -6.0, 2.0], [-12.0, -6.0, 12.0, -6.0], [6.0, 2.0, -6.0, 4.0]]
    )
    for e in range(n):
        dofs = np.arange(2 * e, 2 * e + 4)
        k[np.ix_(dofs, dofs)] += stiffness[e] * element
    f = np.zeros(2 * n + 2)
    f[2::2] = loads
    free = np.arange(2, 2 * n + 2)
    u = np.linalg.solve(k[np.ix_(free, free)], f[free])
    return u[-2] ** 2 + f[free] @ u


def truss_compliance(areas, nodes, bars, load):
    n = nodes.shape[0]
    k = np.zeros((2 * n, 2 * n))
    for (i, j), area in zip(bars, areas):
        d = nodes[j] - nodes[i]
        length = np.linalg.norm(d)
        c, s = d / length
        t = np.array([-c, -s, c, s])
        idx = [2 * i, 2 * i + 1, 2 * j, 2 * j + 1]
        for a in range(4):
            for b in range(4):
                k[idx[a], idx[b]] += area / length * t[a] * t[b]
    free = slice(4, 2 * n)
    u = np.linalg.solve(k[free, free] + 1e-3 * np.eye(2 * n - 4), load)
    return load @ u


def wave_equation(c, u0, steps):
    """Leapfrog in time with three rotating buffers."""
    old, now = u0.copy(), u0.copy()
    new = np.zeros_like(u0)
    for _ in range(steps):
        new[1:-1] = 2 * now[1:-1] - old[1:-1] + (c[1:-1] * 0.3) ** 2 * (now[2:] - 2 * now[1:-1] + now[:-2])
        new[0] = new[-1] = 0.0
        old, now, new = now, new, old
    return np.sum(now**2)


class HeatSolver:
    """Workspace in an attribute, written in place in each step."""

    def __init__(self, n, kappa):
        self.work = np.zeros(n)
        self.kappa = kappa
        self.steps_done = 0

    def step(self, u):
        self.work[1:-1] = u[2:] - 2.0 * u[1:-1] + u[:-2]
        self.work[0] = self.work[-1] = 0.0
        u += self.kappa * self.work
        self.steps_done += 1


def heat_with_workspace(u, kappa):
    solver = HeatSolver(len(u), kappa)
    u = u.copy()
    for _ in range(3):
        solver.step(u)
    return np.sum(u**3) + solver.steps_done


def lattice_boltzmann(f, tau):
    """One dimension, three velocities: collide and stream."""
    w = np.array([4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0])
    e = (0, 1, -1)
    for _ in range(2):
        rho = f.sum(axis=0)
        u = (f[1] - f[2]) / rho
        for k in range(3):
            eq = w[k] * rho * (1 + 3 * e[k] * u + 4.5 * (e[k] * u) ** 2 - 1.5 * u**2)
            f[k] += (eq - f[k]) / tau
        for k in (1, 2):
            f[k] = np.roll(f[k], e[k])
    return np.sum(f**2)


def shallow_water(h, u, dt, steps, g=1.0):
    for _ in range(steps):
        flux = h * u
        h_new = h.copy()
        h_new[1:-1] -= dt * 0.5 * (flux[2:] - flux[:-2])
        u_new = u.copy()
        u_new[1:-1] -= dt * (0.5 * u[1:-1] * (u[2:] - u[:-2]) + 0.5 * g * (h[2:] - h[:-2]))
        u_new[0], u_new[-1] = -u_new[1], -u_new[-2]
        h, u = h_new, u_new
    return np.sum(h**2) + np.sum(h * u**2)


def ising_mean_field(coupling, field, steps):
    m = np.tanh(field)
    for _ in range(steps):
        total = np.zeros_like(m)
        total[1:] += m[:-1]
        total[:-1] += m[1:]
        m = np.tanh(coupling * total + field)
    return -coupling * np.sum(m[1:] * m[:-1]) - field @ m


@dataclass(frozen=True)
class Projectile:
    x: float = 0.0
    y: float = 0.0
    vx: float = 1.0
    vy: float = 1.0

    def moved(self, drag, dt):
        speed = math.hypot(self.vx, self.vy)
        return replace(
            self,
            x=self.x + dt * self.vx,
            y=self.y + dt * self.vy,
            vx=self.vx - dt * drag * speed * self.vx,
            vy=self.vy - dt * (9.81 + drag * speed * self.vy),
        )


def landing_point(angle, speed, drag):
    p = Projectile(vx=speed * math.cos(angle), vy=speed * math.sin(angle))
    while True:
        q = p.moved(drag, 0.05)
        if q.y < 0.0:
            fraction = p.y / (p.y - q.y)
            return p.x + fraction * (q.x - p.x)
        p = q


class Vec:
    """A small vector class with operators, as in any ray tracer or game."""

    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k, self.z * k)

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1.0

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other):
        return Vec(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    @property
    def norm(self):
        return math.sqrt(self.dot(self))


def gyroscope(omega, torque, dt):
    w = Vec(omega[0], omega[1], omega[2])
    t = Vec(*torque)
    for _ in range(3):
        w = w + dt * (t - w.cross(2.0 * w + t))
    return w.norm + (-w).x


def quaternion_rotation(q, v):
    def mul(a, b):
        w1, x1, y1, z1 = a
        w2, x2, y2, z2 = b
        return (
            w1 * w2 - x1 * x2 - y1 * y2 - z1 * z2,
            w1 * x2 + x1 * w2 + y1 * z2 - z1 * y2,
            w1 * y2 - x1 * z2 + y1 * w2 + z1 * x2,
            w1 * z2 + x1 * y2 - y1 * x2 + z1 * w2,
        )

    norm = math.sqrt(sum(c * c for c in q))
    q = tuple(c / norm for c in q)
    conjugate = (q[0], *(-c for c in q[1:]))
    rotated = mul(mul(q, (0.0, *v)), conjugate)
    return rotated[1] + 2.0 * rotated[2] - rotated[3]


def forward_kinematics(angles, links):
    """Homogeneous transforms, composed in a loop."""
    t = np.eye(3)
    for angle, length in zip(angles, links):
        c, s = np.cos(angle), np.sin(angle)
        joint = np.array([[c, -s, length * c], [s, c, length * s], [0.0, 0.0, 1.0]])
        t = t @ joint
    return t[0, 2] ** 2 + t[1, 2]


def contact_penalty(x, v, stiffness, dt, steps):
    trace = []
    for _ in range(steps):
        depth = max(0.0, -x)
        a = -9.81 + stiffness * depth - (0.5 * v if depth > 0.0 else 0.0)
        v += dt * a
        x += dt * v
        trace.append(x)
    return min(trace[-3:]) + sum(trace) / len(trace)


def lennard_jones(positions, epsilon=1.0, sigma=1.0):
    energy = 0.0
    n = len(positions)
    for i in range(n):
        for j in range(i + 1, n):
            r2 = np.sum((positions[i] - positions[j]) ** 2)
            s6 = (sigma**2 / r2) ** 3
            energy += 4.0 * epsilon * (s6**2 - s6)
    return energy


def ewald_like(charges, positions):
    d = positions[:, None] - positions[None, :]
    r = np.sqrt(np.sum(d**2, axis=-1) + np.eye(len(charges)))
    pair = charges[:, None] * charges[None, :] * np.exp(-r) / r
    return 0.5 * np.sum(pair * (1.0 - np.eye(len(charges))))


def friction_block(mu, force, dt):
    v = x = 0.0
    stuck = 0
    for f in force:
        if v == 0.0 and abs(f) <= mu:
            stuck += 1
            continue
        sign = 1.0 if (v if v != 0.0 else f) > 0 else -1.0
        v_new = v + dt * (f - mu * sign)
        v = 0.0 if v * v_new < 0.0 else v_new
        x += dt * v
    return x * (1 + stuck)


CASES = [
    Case(orbit_energy, (rand(3, 2), rand(3, 2, seed=1), rand(3, low=0.5, high=1.5), 0.1, 2), (0, 1, 2)),
    Case(pendulum_chain, (State(rand(3), rand(3, seed=1)), 0.8, 0.1, 3), (0, 1)),
    Case(double_pendulum, ([0.4, -0.3, 0.2, 0.1], (1.0, 0.8), 0.05, 3), (0, 1)),
    Case(spring_mass_damper, ({"k": 2.0, "c": 0.3, "m": 1.5}, rand(4), 0.1), (0, 1)),
    Case(cloth_sag, (np.array([[0.0, 0.0], [0.9, 0.1], [2.1, 0.0]]), 9.81, 1.0), (0, 1, 2)),
    Case(cantilever, (rand(3), rand(3, low=0.5, high=1.5)), (0, 1)),
    Case(
        truss_compliance,
        (
            np.array([1.0, 0.8, 1.2]),
            np.array([[0.0, 0.0], [1.0, 0.0], [0.6, 0.9]]),
            [(0, 1), (0, 2), (1, 2)],
            np.array([0.3, -1.0]),
        ),
        (0, 1, 3),
    ),
    Case(wave_equation, (rand(6, low=0.5, high=1.5), rand(6), 4), (0, 1)),
    Case(heat_with_workspace, (rand(5), 0.2), (0, 1)),
    Case(lattice_boltzmann, (rand(3, 4, low=0.5, high=1.0), 0.8), (0, 1)),
    Case(shallow_water, (rand(5, low=1.0, high=1.2), 0.1 * rand(5, seed=2), 0.05, 3), (0, 1)),
    Case(ising_mean_field, (0.4, rand(4), 3), (0, 1)),
    Case(landing_point, (0.7, 6.0, 0.02), (0, 1, 2)),
    Case(gyroscope, (np.array([0.3, -0.2, 0.5]), (0.1, 0.0, -0.1), 0.1), (0,)),
    Case(quaternion_rotation, ((0.9, 0.1, -0.3, 0.2), (1.0, 0.5, -0.2)), (0, 1)),
    Case(forward_kinematics, (rand(3), np.array([1.0, 0.8, 0.5])), (0, 1)),
    Case(contact_penalty, (0.05, -0.4, 200.0, 0.02, 8), (0, 1, 2)),
    Case(lennard_jones, (np.array([[0.0, 0.0], [1.1, 0.1], [0.4, 1.2]]), 0.9, 1.05), (0, 1, 2)),
    Case(ewald_like, (rand(3), 2.0 * rand(3, 2)), (0, 1)),
    Case(friction_block, (0.3, [0.1, 0.9, 0.8, -0.2, -1.5], 0.1), (0, 1)),
]
