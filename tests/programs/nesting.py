"""Programs that take derivatives themselves: of functions of the module, and of functions that they define.

What is differentiated inside holds variables of the program, writes in place, is called in loops, and its
derivatives are differentiated in their turn.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

import tangent
from tangent import (
    checkpoint_loop,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    value_and_grad,
    vjp,
)
from tests.programs import Case, rand


def energy(x):
    return np.sum(np.sin(x) * x**2)


def field(x):
    return np.sin(x) * x[0]


def weighted(x, w):
    return np.sum(w * x**3) + w[0] * x[1]


def in_place(x):
    u = x.copy()
    for k in range(1, u.size):
        u[k] = u[k] * u[k - 1] + np.sin(u[k - 1])
    return u


def writes_argument(x):
    x *= x
    x[0] = x[1] * 2.0
    return np.sum(x**2)


# ---------------------------------------------------------------- functions of the module


def grad_times_x(x):
    return grad(energy)(x) * x


def jvp_of_field(x, v):
    y, y_dot = jvp(field, (x,), (v,))
    return y @ y_dot


def jvp_of_one_argument(x, w, v):
    return jvp(weighted, (x, w), (v, None))[1] * jvp(weighted, [x, w], [None, v])[1]


def vjp_of_field(x, w):
    y, pull = vjp(field, x)
    return np.sum(pull(w)[0] * y)


def pulled_several_times(x, w):
    y, pull = vjp(field, x)
    total = np.zeros_like(x)
    for k in range(x.size):
        seed = np.zeros_like(y)
        seed[k] = w[k]
        total += pull(seed)[0] * y[k]
    return total


def vjp_with_an_argument_that_stays(x, n):
    def power(x, n):
        return np.sum(x**n)

    y, pull = vjp(power, x, n)
    x_bar, n_bar = pull(1.0)
    return y * np.sum(x_bar**2) + n_bar


def linearized(x, v):
    y, push = linearize(field, x)
    return push(v) * y + push(y)


def product_with_hessian(x, v):
    return hvp(energy)(x, v) @ v + hvp(energy, (x,), (v,)) @ x


def product_with_part_of_hessian(x, w, v):
    return hvp(weighted, (x, w), (v, None)) @ w


def second_argument_of_hessian(x, w, v):
    return hvp(weighted, (x, w), (None, v)) + hvp(weighted, (x, w), (v, v))[0] @ x


def derivatives_of_all_kinds(x):
    value, slope = value_and_grad(energy)(x)
    h = hessian(energy)(x)
    a, b, c = jacfwd(field)(x), jacrev(field)(x), jacobian(field)(x)
    return value * np.sum(slope) + np.sum((h @ a) * (b + c)) + np.sum(elementwise_grad(np.sin)(x) * x)


def gauss_newton(x, y):
    def residual(p):
        return p[0] * np.exp(p[1] * y) - y**2

    p = x[:2]
    for _ in range(2):
        r, pull = vjp(residual, p)
        j = jacfwd(residual)(p)
        p = p - np.linalg.solve(j.T @ j + 0.5 * np.eye(2), pull(r)[0])
    return p


# ---------------------------------------------------------------- functions that hold variables


def lambda_that_holds_x(x):
    return np.sum(grad(lambda z: np.sum(z * z * x))(x) * x)


def lambda_that_holds_and_moves(x, w):
    k = np.sum(x * w)

    def f(z):
        return np.sum(np.exp(z * k) * w)

    return grad(f)(x) + hvp(f)(x, w)


def function_that_calls_another(x):
    k = x[0] * 2.0

    def inner(u):
        return np.sin(u) * k

    def outer(z):
        return np.sum(inner(z) * z)

    value, slope = value_and_grad(outer)(x)
    return value * slope


def default_that_holds(x):
    k = x * 2.0

    def f(z, w=k):
        return np.sum(z**2 * w)

    return grad(f)(x) + grad(f, 1)(x, x)


def one_in_another(x):
    return grad(lambda y: np.sum(grad(lambda z: np.sum(z**3 * y))(y) * x))(x)


def third_order(x):
    return grad(grad(grad(lambda z: np.sin(z * x))))(x)


def perturbation_confusion(x):
    first = grad(lambda x: x * grad(lambda y: x + y)(1.0))(x)
    return first + grad(lambda z: x * grad(lambda y: z * y)(2.0))(x)


def jvp_of_a_grad(x, v):
    g, g_dot = jvp(grad(lambda z: np.sum(z**3 * x)), (x,), (v,))
    return g @ g_dot


def vjp_of_a_closure(x, w):
    k = np.cos(x)
    y, pull = vjp(lambda z: z * k + z[0], w)
    return pull(y * x)[0]


def vjp_of_two_arguments(x, y):
    out, pull = vjp(lambda a, b: a * b[0] * x[0], x, y)
    a_bar, b_bar = pull(out)
    return np.sum(a_bar * x) + np.sum(b_bar**2)


def linearized_closure(x, v):
    y, push = linearize(lambda z: np.sin(z) * x, x)
    return push(v) @ push(y)


def directional_in_a_loop(x, v, n):
    for k in range(n):
        def step(z):
            return z + 0.1 * np.sin(z * v) * (k + 1)

        x, v = jvp(step, (x,), (v,))
    return np.sum(x * v)


def descent(x, w, n):
    def loss(p):
        return np.sum((p * p - w) ** 2)

    rate = 0.05
    for _ in range(n):
        x = x - rate * grad(loss)(x)
    return loss(x)


def newton_until_done(x, c):
    def f(z):
        return z**3 + c * z - 2.0

    while abs(f(x)) > 1e-13:
        x = x - f(x) / grad(f)(x)
    return x


def chosen_kind(x, exact):
    def f(z):
        return np.sum(np.sin(z) * x[0])

    if exact:
        g = grad(f)(x)
    else:
        g = hvp(f)(x, x)
    return g * x


# ---------------------------------------------------------------- memory


def gradient_of_writes(x):
    return grad(lambda z: np.sum(in_place(z) ** 2))(x) * x


def gradient_of_a_written_argument(x):
    y = x * 2.0
    g = grad(writes_argument)(y)
    return np.sum(g * y)


def pulled_through_writes(x, w):
    y, pull = vjp(in_place, x)
    return pull(w)[0] * pull(y)[0]


def pulled_through_a_written_argument(x):
    y = x * 1.5
    value, pull = vjp(writes_argument, y)
    return value * pull(2.0)[0] + pull(1.0)[0] * y


def written_after_the_pull_back(x, w):
    u = x * 2.0
    y, pull = vjp(field, u)
    u[0] = 5.0
    y[1] = 3.0
    g = pull(w)[0]
    g[2] = 1.0
    return np.sum(g * u) + np.sum(y * pull(y)[0])


def identity_pulled(x, w):
    y, pull = vjp(lambda z: z, x)
    y[0] = 2.0
    (g,) = pull(w)
    g[1] = 4.0
    return np.sum(y * x) + np.sum(g * w)


def identity_pushed(x, v):
    u = x * 1.0
    y, y_dot = jvp(lambda z: z, (u,), (v,))
    y[0] = 2.0
    y_dot[1] = 4.0
    return np.sum(y * u) + np.sum(y_dot * v)


def updated_in_place(x, n):
    u = x * 1.0
    for _ in range(n):
        y, pull = vjp(energy, u)
        u -= 0.1 * y * pull(1.0)[0]
    return np.sum(u**2)


def linearized_where_it_is_written(x, v):
    u = x * 1.0
    y, push = linearize(writes_argument, u)
    u += 1.0
    return push(v) * y + np.sum(u * x)


# ---------------------------------------------------------------- containers, objects


def predict(p, x):
    return np.tanh(p["w"] @ x + p["b"])


def containers_inside(w, b, x):
    def loss(p):
        return np.sum(predict(p, x) ** 2)

    p = {"w": w, "b": b}
    g = grad(loss)(p)
    out, pull = vjp(predict, p, x)
    p_bar, x_bar = pull(out)
    p_dot = jvp(predict, (p, x), (g, None))[1]
    return np.sum(g["w"] * p_bar["w"]) + np.sum(g["b"] * b) + np.sum(x_bar * x) + np.sum(p_dot)


def several_results(x):
    def f(z):
        return np.sin(z), {"sum": np.sum(z * x)}

    out, out_dot = jvp(f, (x,), (x,))
    (y, more), pull = vjp(f, x)
    return np.sum(out[0] * out_dot[0]) + out_dot[1]["sum"] + pull((y, {"sum": more["sum"]}))[0] @ x


@dataclass
class Model:
    w: np.ndarray
    k: float


def loss_of(m, x):
    return np.sum((m.w * x - m.k) ** 2)


def gradient_of_an_object(w, k, x):
    m = Model(w, k)
    g = grad(loss_of)(m, x)
    return np.sum(g.w * w) + g.k * k


def passed_on(x):
    def apply(rule, z):
        return rule(z) * z

    return np.sum(apply(grad(lambda u: np.sum(u**2 * x)), x))


def pull_passed_on(x, w):
    def use(pull, seed):
        (g,) = pull(seed)
        return g * g

    y, pull = vjp(field, x)
    return np.sum(use(pull, w) * y)


def with_aux(x):
    def f(z):
        return np.sum(z**2 * x), z * x[0]

    (value, aux), g = value_and_grad(f, has_aux=True)(x)
    g2, aux2 = grad(f, has_aux=True)(x)
    return value * np.sum(g * aux) + np.sum(g2 * aux2)


def by_name(x, w):
    a, b = grad(weighted, argnums=("w", "x"))(x, w)
    c = grad(weighted, "w")(w=w, x=x)
    return np.sum(a * b) + np.sum(c**2)


def implicit_layer(x):
    def f(z):
        return z - 0.3 * np.cos(z * x)

    z = x
    for _ in range(3):
        z = z - f(z) / elementwise_grad(f)(z)
    return np.sum(z**2)


class Net:
    def __init__(self, w):
        self.w = w

    def loss(self, x):
        return np.sum(self.w * x**3)

    def step(self, x):
        return x - grad(self.loss)(x) * 0.1


NET = Net(np.array([0.5, -1.0, 2.0]))


def gradient_inside_a_method(x):
    return NET.step(x)


def gradient_of_a_method(x):
    return grad(NET.loss)(x) * jvp(NET.loss, (x,), (x,))[1]


def gradient_of_a_partial(x, w):
    f = functools.partial(weighted, w=w)
    return grad(f)(x) * vjp(functools.partial(weighted, x), w)[1](1.0)[0]


def gradient_that_stays(x, w):
    return x * grad(energy)(w)


# ---------------------------------------------------------------- as people write them


def learned_quickly(w, b, x, rate):
    """A step of learning, and how well it does: model-agnostic meta-learning."""

    def loss(p):
        return np.sum(np.tanh(p["w"] * x + p["b"]) ** 2)

    p = {"w": w, "b": b}
    for _ in range(2):
        g = grad(loss)(p)
        p = {k: v - rate * g[k] for k, v in p.items()}
    return loss(p)


def critic(w, x):
    return np.sum(np.tanh(w * x))


def gradient_penalty(w, x):
    g = grad(critic, 1)(w, x)
    return critic(w, x) + 10.0 * (np.sqrt(np.sum(g**2)) - 1.0) ** 2


def lagrangian(q, v):
    return 0.5 * np.sum(v**2) + np.cos(q[0]) - 0.5 * (q[1] - q[2]) ** 2 * q[0]


def euler_lagrange(q, v, n):
    for _ in range(n):
        force = grad(lagrangian, 0)(q, v) - jacobian(grad(lagrangian, 1), 0)(q, v) @ v
        v = v + 0.05 * np.linalg.solve(hessian(lagrangian, 1)(q, v), force)
        q = q + 0.05 * v
    return np.sum(q**2)


def residual_of_an_equation(a, b, points):
    """u'' + u of a small network, at some points."""
    total = 0.0
    for z in points:
        def u(z):
            return np.sum(b * np.tanh(a * z))

        total = total + (grad(grad(u))(z) + u(z)) ** 2
    return total


def layers_pulled_by_hand(x):
    pulls, h = [], x
    for f in (np.sin, np.tanh, np.exp):
        h, pull = vjp(f, h)
        pulls.append(pull)
    bar = np.ones_like(h)
    for pull in reversed(pulls):
        (bar,) = pull(bar)
    return np.sum(bar * x)


def as_many_as_there_are(*xs):
    y, pull = vjp(weighted, *xs)
    return y * np.sum(pull(1.0)[1])


@tangent.differentiate
def decorated(x, k=2.0):
    return np.sum(np.sin(x) * x**2) * k


def all_of_a_decorated_function(x):
    value, slope = decorated.value_and_grad(x)
    y, pull = decorated.vjp(x, 0.5)
    first = decorated.grad(x, 3.0) @ x + value * np.sum(slope) + y * np.sum(pull(1.0)[0])
    return first + np.sum(decorated.hessian(x) @ x) + decorated.hvp(x, x) @ x + decorated.jvp(x, 2.0, x)[1]


def gradients_under_checkpoints(x, n):
    for _ in checkpoint_loop(range(n)):
        x = x - 0.1 * grad(lambda z: np.sum(np.sin(z) * z))(x)
    return np.sum(x**2)


def written_between_the_halves(x):
    u = x * 1.0
    for _ in range(2):
        y, pull = vjp(lambda z: z**3, u)
        u[0] += 1.0
        u = u + pull(y)[0]
    return np.sum(u)


def of_each_element(x):
    total = sum([grad(np.sin)(v) * v for v in x])
    for k in range(x.size):
        total = total + grad(lambda z: np.sin(z * x[k]) * k)(x[k])
    return total


def variable_bound_again(x):
    k = 1.0

    def f(z):
        return np.sum(z * z * k)

    k = np.sum(x)
    with np.errstate(all="ignore"):
        g = grad(f)(x)
    return np.sum(g * x)


def order_by_recursion(x, n):
    if n == 0:
        return x**5
    return grad(lambda z: order_by_recursion(z, n - 1))(x)


def twice_by_recursion(x):
    return order_by_recursion(x, 2)


CASES = [
    Case(written_between_the_halves, (rand(3),)),
    Case(of_each_element, (rand(3),)),
    Case(variable_bound_again, (rand(3),)),
    Case(twice_by_recursion, (1.3,)),
    Case(order_by_recursion, (1.3, 2), refused="TGT304"),
    Case(learned_quickly, (rand(3), 0.3, rand(3, seed=1), 0.1), argnums=(0, 1, 3)),
    Case(gradient_penalty, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(euler_lagrange, (rand(3), rand(3, seed=1), 2), argnums=(0, 1)),
    Case(residual_of_an_equation, (rand(3), rand(3, seed=1), np.array([0.1, 0.5])), argnums=(0, 1)),
    Case(layers_pulled_by_hand, (rand(3),)),
    Case(as_many_as_there_are, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(all_of_a_decorated_function, (rand(3),)),
    Case(gradients_under_checkpoints, (rand(3), 3)),
    Case(gradient_inside_a_method, (rand(3),), standalone=False),
    Case(gradient_of_a_method, (rand(3),), standalone=False),
    Case(gradient_of_a_partial, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(gradient_that_stays, (rand(3), rand(3, seed=1))),
    Case(grad_times_x, (rand(3),)),
    Case(jvp_of_field, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(jvp_of_one_argument, (rand(3), rand(3, seed=1), rand(3, seed=2)), argnums=(0, 1, 2)),
    Case(vjp_of_field, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(pulled_several_times, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(vjp_with_an_argument_that_stays, (rand(3), 3)),
    Case(linearized, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(product_with_hessian, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(product_with_part_of_hessian, (rand(3), rand(3, seed=1), rand(3, seed=2)), argnums=(0, 1, 2)),
    Case(second_argument_of_hessian, (rand(3), rand(3, seed=1), rand(3, seed=2)), argnums=(0, 1, 2)),
    Case(derivatives_of_all_kinds, (rand(3),)),
    Case(gauss_newton, (rand(3), rand(4, seed=1)), argnums=(0, 1)),
    Case(lambda_that_holds_x, (rand(3),)),
    Case(lambda_that_holds_and_moves, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(function_that_calls_another, (rand(3),)),
    Case(default_that_holds, (rand(3),)),
    Case(one_in_another, (rand(3),)),
    Case(third_order, (0.7,)),
    Case(perturbation_confusion, (0.7,)),
    Case(jvp_of_a_grad, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(vjp_of_a_closure, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(vjp_of_two_arguments, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(linearized_closure, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(directional_in_a_loop, (rand(3), rand(3, seed=1), 3), argnums=(0, 1)),
    Case(descent, (rand(3), rand(3, seed=1), 3), argnums=(0, 1)),
    Case(newton_until_done, (1.0, 1.5), argnums=1),
    Case(chosen_kind, (rand(3), True)),
    Case(chosen_kind, (rand(3), False), name="chosen_other_kind"),
    Case(gradient_of_writes, (rand(3),)),
    Case(gradient_of_a_written_argument, (rand(3),)),
    Case(pulled_through_writes, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(pulled_through_a_written_argument, (rand(3),)),
    Case(written_after_the_pull_back, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(identity_pulled, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(identity_pushed, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(updated_in_place, (rand(3), 3)),
    Case(linearized_where_it_is_written, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(containers_inside, (rand(2, 3), rand(2, seed=1), rand(3, seed=2)), argnums=(0, 1, 2)),
    Case(several_results, (rand(3),)),
    Case(
        gradient_of_an_object, (rand(3), 0.7, rand(3, seed=1)), argnums=(0, 1, 2), standalone=False
    ),
    Case(passed_on, (rand(3),), standalone=False),
    Case(pull_passed_on, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(with_aux, (rand(3),)),
    Case(by_name, (rand(3), rand(3, seed=1)), argnums=(0, 1)),
    Case(implicit_layer, (rand(3),)),
]
