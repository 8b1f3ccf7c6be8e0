"""The rule library: importing this package fills the tables of `kinds`."""

from tangent.rules import (
    complex_scalars as _complex_scalars,
)
from tangent.rules import (
    compositions as _compositions,
)
from tangent.rules import (
    curves as _curves,
)
from tangent.rules import (
    elementwise as _elementwise,
)
from tangent.rules import (
    emath as _emath,
)
from tangent.rules import (
    hooks as _hooks,
)
from tangent.rules import (
    inactive as _inactive,
)
from tangent.rules import (
    indexing as _indexing,
)
from tangent.rules import (
    linalg as _linalg,
)
from tangent.rules import (
    polynomials as _polynomials,
)
from tangent.rules import (
    ranges as _ranges,
)
from tangent.rules import (
    reductions as _reductions,
)
from tangent.rules import (
    scalars as _scalars,
)
from tangent.rules import (
    selections as _selections,
)
from tangent.rules import (
    shapes as _shapes,
)
from tangent.rules import (
    signals as _signals,
)
from tangent.rules import (
    solvers as _solvers,
)
from tangent.rules import (
    statistics as _statistics,
)
from tangent.rules import (
    ufuncs as _ufuncs,
)
from tangent.rules import (
    unsupported as _unsupported,
)
from tangent.rules.kinds import (
    COMPOSITIONS,
    EFFECTS,
    INACTIVE,
    RULES,
    SPELLED,
    UNSUPPORTED,
    Rule,
    composition,
    elementwise,
    inactive,
    linear,
    multilinear,
    mutation,
    pair,
)

__all__ = [
    "COMPOSITIONS",
    "EFFECTS",
    "INACTIVE",
    "RULES",
    "SPELLED",
    "UNSUPPORTED",
    "Rule",
    "composition",
    "elementwise",
    "inactive",
    "linear",
    "multilinear",
    "mutation",
    "pair",
]
_ = (
    _complex_scalars, _compositions, _curves, _elementwise, _emath, _hooks, _inactive, _indexing, _linalg,
    _polynomials, _ranges, _reductions, _scalars, _selections, _shapes, _signals, _solvers, _statistics,
    _ufuncs, _unsupported,
)  # fmt: skip
