"""From a function to its two sweeps: the shadows of its arrays are written down, or made beside them."""

from __future__ import annotations

from typing import Any

from tangent.analyse.memory import remember_memory
from tangent.syntax.nodes import names_in
from tangent.syntax.refuse import Refused, Untracked
from tangent.transform.module import Module
from tangent.transform.reverse.beside import Beside
from tangent.transform.reverse.sweeps import Sweeps
from tangent.unit import Instance


def sweep(
    module: Module,
    instance: Instance,
    active: frozenset[str],
    *,
    seed: Any = None,
    shadow_params: tuple[str, ...] = (),
    unstable: frozenset[str] = frozenset(),
    pair_of: Any = None,
    silent: bool = False,
    aux: bool = False,
    entry: bool = False,
) -> Sweeps:
    """Both sweeps of `instance` with respect to the parameters `active`.

    seed: the adjoint of the result, an expression; None makes it a parameter `out_bar` of the backward sweep.
    silent: nothing flows from the result, only from arguments written in place.  aux: the result is a pair of
    which only the first part counts.  entry: the user gets the adjoints, in the classes of the arguments.
    """
    remember_memory(instance)
    beside: frozenset[str] = frozenset()
    first: Untracked | None = None
    while True:
        mark = module.mark()
        memory = instance.memory.copied() if beside else instance.memory
        result = Sweeps(instance, instance.name, active, shadow_params, unstable, memory, beside)
        try:
            Beside(module, instance, result, seed, pair_of, silent, aux, entry).run()
            return result
        except Untracked as e:
            # The shadows of that region are made beside its arrays.
            home = memory.region_of(e.name)
            if e.name not in names_in(instance.tree) | set(instance.arg_types) or home in beside:
                raise (first or e) from None
            first, beside = first or e, beside | {home}
            module.rewind(mark)
        except Refused as e:
            raise (first if first is not None and e.code in ("alias", "container") else e) from None
