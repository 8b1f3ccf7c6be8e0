"""The rules of the package are well-formed: what the compiler pastes returns what the kind promises."""

import pytest

from tangent.rules.form import check_form
from tangent.rules.kinds import RULES

OURS = [r for r in RULES.values() if r.vjp.__module__.startswith("tangent.rules.")]


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.function.__name__)
def test_form(rule):
    check_form(rule)
