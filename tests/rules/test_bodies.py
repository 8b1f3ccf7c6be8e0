"""The bodies of rules keep to what the compiler can paste: assignments, branches, one return on each path."""

import ast
import inspect
import textwrap

import pytest

import tangent.rules.elementwise
import tangent.rules.ranges
import tangent.rules.reductions
import tangent.rules.scalars  # noqa: F401  (registers)
from tangent.rules.kinds import RULES

MODULES = {"tangent.rules." + name for name in ("elementwise", "ranges", "reductions", "scalars")}
BODIES = {
    body for rule in RULES.values() for body in (rule.vjp, rule.jvp) if body and body.__module__ in MODULES
}


def paths(block, bound):
    """Check a block; return whether it ends the function, and the names bound when it does not."""
    for k, node in enumerate(block):
        if isinstance(node, ast.If):
            ends, then = paths(node.body, bound)
            other_ends, other = paths(node.orelse, bound)
            bound = other if ends else then if other_ends else then & other
            if ends and other_ends:
                assert k == len(block) - 1
                return True, bound
        elif isinstance(node, (ast.Return, ast.Raise)):
            assert k == len(block) - 1
            return True, bound
        else:
            assert isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name), ast.dump(node)
            assert node.targets[0].id not in bound, f"{node.targets[0].id} is assigned twice"
            bound = bound | {node.targets[0].id}
    return False, bound


@pytest.mark.parametrize("body", sorted(BODIES, key=lambda b: (b.__module__, b.__code__.co_firstlineno)))
def test_form(body):
    tree = ast.parse(textwrap.dedent(inspect.getsource(body))).body[0]
    ends, _ = paths(tree.body, frozenset(inspect.signature(body).parameters))
    assert ends
    for node in ast.walk(tree):
        assert not isinstance(
            node, (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.For, ast.While, ast.AugAssign)
        )


OURS = [rule for rule in RULES.values() if rule.vjp.__module__ in MODULES]


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.function.__name__)
def test_one_expression_for_each_argument(rule):
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule.vjp)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            count = len(node.value.elts) if isinstance(node.value, ast.Tuple) else 1
            assert count == len(rule.wrt)
