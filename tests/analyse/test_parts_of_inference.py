"""The inference is one class of many parts, each with a file of its own."""

from __future__ import annotations

import inspect
from collections import defaultdict
from types import FunctionType

from tangent.analyse.infer.interpreter import Inference


def test_no_part_hides_a_method_of_another_one():
    """A name that two parts give to different things: one of them would be called for the other."""
    defined = defaultdict(list)
    for part in Inference.__mro__[:-1]:
        for name, value in vars(part).items():
            if isinstance(value, FunctionType) and not name.startswith("__"):
                defined[name].append((part.__name__, f"super().{name}(" in inspect.getsource(value)))
    hidden = {n: parts for n, parts in defined.items() if not all(goes_on for _, goes_on in parts[:-1])}
    assert hidden == {}
