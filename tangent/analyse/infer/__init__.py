"""Types: an abstract interpretation of the core language, one pass in program order, loops to a fixpoint.

The result of `Inference.run` is the `Instance`'s table of types by node, and the types of what it returns.
Branches whose test the types decide are removed from the instance's tree on the way (`isinstance(x,
np.ndarray)`, `x.ndim == 1`, `flag is None`), so what stays is what can run.

`program` holds the instances and their fixpoint, `interpreter` one of them; `statements`, `expressions`,
`calls`, `builtins` and `containers` are the parts of the interpreter by what they interpret.
"""

from tangent.analyse.infer.interpreter import Inference
from tangent.analyse.infer.program import Program

__all__ = ["Inference", "Program"]
