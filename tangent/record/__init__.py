"""Define by run: programs that are followed while they run, for want of a source or of a fixed structure.

`operation`: one call of NumPy as a small function that the compiler differentiates.  `variable`: values that
remember the operations they came from.  `trace`: one run as the source of a function.
"""

from tangent.record.tracing import trace as trace
from tangent.record.variable import Variable as Variable
from tangent.record.variable import no_grad as no_grad
