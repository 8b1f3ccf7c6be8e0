"""Tools that prove derivatives: finite differences, and checks of both modes against them."""

from tangent.testing.check import check_grads
from tangent.testing.numerical import numerical_grad, numerical_jvp

__all__ = ["check_grads", "numerical_grad", "numerical_jvp"]
