"""Tools that prove derivatives: finite differences, and checks of both modes against them."""

from tangent.testing.check import check_grads
from tangent.testing.numerical import numerical_grad, numerical_jvp
from tangent.testing.rules import check_rule

__all__ = ["check_grads", "check_rule", "numerical_grad", "numerical_jvp"]
