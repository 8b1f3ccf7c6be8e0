"""Parameters in dicts whose keys are put together by the program."""

import numpy as np

from tests.programs import Case, rand


def layers_by_sorted_names(p, x):
    h = x
    for k in sorted(k for k in p if k.startswith("w")):
        h = np.tanh(h @ p[k] + p["b" + k[1:]])
    return h.mean()


def layers_by_formatted_names(p, x):
    h = x
    for i in range(1, 3):
        h = np.tanh(h @ p[f"w{i}"] + p[f"b{i}"])
    return h.mean()


def layers_counted(p, x):
    layers = len(p) // 2
    h = x
    for i in range(layers):
        h = h @ p["w" + str(i + 1)] + p["b%d" % (i + 1)]
        if i < layers - 1:
            h = np.maximum(h, 0.0)
    return np.sum(h**2)


def layers_in_dicts(model, x):
    h = x
    for i in range(2):
        layer = model["layer{}".format(i)]
        h = np.sin(h @ layer["weight"] + layer["bias"])
    return np.sum(h)


def names_in_a_list(p, x):
    names = [f"w{i}" for i in (1, 2)]
    total = np.sum(p["b1"])
    for name in names:
        total = total + np.sum((p[name] * 2.0) ** 2) * name.count("w")
    return total * np.sum(x)


def decay_of_weights_only(p, x):
    loss = np.sum((x @ p["w1"] + p["b1"]) ** 2)
    for name in p:
        if name.endswith("1") and not name.startswith("b"):
            loss = loss + 0.1 * np.sum(p[name] ** 2)
    return loss


def suffixes(p, x):
    total = 0.0
    for key, value in p.items():
        kind, number = key[0], int(key[1:])
        if kind == "w":
            total = total + number * np.sum(value @ p[f"b{number}"])
    return total + np.sum(x)


def _parameters():
    return {"w1": rand(3, 3), "b1": rand(3, seed=1), "w2": rand(3, 2, seed=2), "b2": rand(2, seed=3)}


def _model():
    return {
        "layer0": {"weight": rand(3, 3), "bias": rand(3, seed=1)},
        "layer1": {"weight": rand(3, 2, seed=2), "bias": rand(2, seed=3)},
    }


CASES = [
    Case(layers_by_sorted_names, lambda: (_parameters(), rand(4, 3, seed=4)), (0, 1)),
    Case(layers_by_formatted_names, lambda: (_parameters(), rand(4, 3, seed=4)), (0, 1)),
    Case(layers_counted, lambda: (_parameters(), rand(4, 3, seed=4)), (0, 1)),
    Case(layers_in_dicts, lambda: (_model(), rand(4, 3, seed=4)), (0, 1)),
    Case(names_in_a_list, lambda: (_parameters(), rand(4, 3, seed=4)), (0, 1)),
    Case(decay_of_weights_only, lambda: (_parameters(), rand(4, 3, seed=4)), (0, 1)),
    Case(suffixes, lambda: ({**_parameters(), "b1": rand(3, seed=1)}, rand(4, 3, seed=4)), (0, 1)),
]
