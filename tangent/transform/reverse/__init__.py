"""Reverse mode: the backward sweep of one function, statement by statement in reverse order.

For each statement of the core language the rule of its operation gives what its operands' adjoints receive.
The first contribution assigns, later ones add; a variable without influence has no adjoint at all.  Arrays
that are written in place have adjoints of the same memory structure (`Memory.shadowed`), written in place
too.

What the backward sweep reads of the forward sweep is not decided here: `Undo` marks stand where a statement
is undone, and `restore` saves what is read.
"""

from tangent.transform.reverse.run import sweep
from tangent.transform.reverse.sweeps import Sweeps
from tangent.transform.reverse.tools import fresh_value, is_number

__all__ = ["Sweeps", "fresh_value", "is_number", "sweep"]
