"""Parameters in dicts whose keys are put together by the program, or are more than strings."""

import enum

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


class Phase(enum.Enum):
    LIQUID = 1
    VAPOUR = 2


class Place(enum.IntEnum):
    LEFT = 1
    RIGHT = 2


def flows_by_phase(flow):
    return flow[Phase.LIQUID] ** 2 * flow[Phase.VAPOUR]


def loads_by_place(load):
    return load[Place.LEFT] ** 2 * load[2]


def tuples_of_phases(flow):
    total = 0.0
    for (phase, stage), v in flow.items():
        if phase is Phase.LIQUID:
            total += stage * v**2
        else:
            total += v**3
    return total


def mixture_by_phase(x):
    holdup = {Phase.LIQUID: x, Phase.VAPOUR: x * x}
    total = 0.0
    for phase in holdup:
        total += holdup[phase] * phase.value
    return total


def over_all_phases(x):
    d = {phase.name: x * phase.value for phase in Phase}
    total = sum(d[phase.name] ** phase.value for phase in Phase)
    for k, phase in enumerate(Phase):
        total = total + np.sin(k * x) * phase.value
    return total


def _density(x, phase):
    if phase is Phase.LIQUID:
        return x * x
    return np.sin(x) * phase.value


def density_of_a_phase_from_a_list(x):
    return sum(_density(x, phase) for phase in Phase) + _density(x, list(Phase)[1])


def phases_zipped(x):
    total = 0.0
    for phase, v in zip(Phase, x):
        total += v**phase.value
    return total


def shown_with_computed_keys(x, n):
    d = {n: x, n + 1: x * x}
    total = 0.0
    for k, v in d.items():
        total += k * v**2
    return total * d[n]


def given_with_computed_keys(x, n):
    def total(d):
        return sum(v**2 for v in d.values())

    return total({n: np.sin(x), 2 * n: x})


def returned_with_computed_keys(x, n):
    return {n: x**2, n + 1: np.sin(x)}


def the_same_key_twice(x, n):
    d = {n: x, n * 1: x * x}
    return d[n]


def integers_of_numpy_as_keys(x):
    d = {np.int64(1): x, np.int64(2): x * x}
    return d[1] * d[2]


def sets_as_keys(x):
    d = {frozenset((1, 2)): x, frozenset((2,)): x * x}
    return d[frozenset((2, 1))] * d[frozenset((2,))]


def functions_as_keys(x):
    d = {np.sin: x, np.cos: x * x}
    return d[np.sin] * d[np.cos]


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
    Case(flows_by_phase, lambda: ({Phase.LIQUID: 1.2, Phase.VAPOUR: 0.4},)),
    Case(loads_by_place, lambda: ({Place.LEFT: 1.2, Place.RIGHT: 0.4},)),
    Case(tuples_of_phases, lambda: ({(Phase.LIQUID, 2): 1.2, (Phase.VAPOUR, 3): 0.4},)),
    Case(mixture_by_phase, lambda: (1.3,)),
    Case(over_all_phases, lambda: (1.3,)),
    Case(density_of_a_phase_from_a_list, lambda: (1.3,)),
    Case(phases_zipped, lambda: (rand(2),)),
    Case(shown_with_computed_keys, lambda: (1.3, 3)),
    Case(given_with_computed_keys, lambda: (1.3, 3)),
    Case(returned_with_computed_keys, lambda: (1.3, 3)),
    Case(the_same_key_twice, lambda: (1.3, 3)),
    Case(integers_of_numpy_as_keys, lambda: (1.3,)),
    Case(sets_as_keys, lambda: (1.3,)),
    Case(functions_as_keys, lambda: (1.3,)),
]
