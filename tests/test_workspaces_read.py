"""Derivatives see what the program writes into its workspaces, not what the call before has left there."""

import numpy as np
import pytest

import tangent
from tests.programs.workspaces_read import CASES


@pytest.mark.parametrize("case", [c for c in CASES if c.refused is None], ids=lambda c: c.name)
def test_value_at_another_point(case):
    derivative = tangent.value_and_grad(case.fun)
    for point in ([0.3, -0.4, 0.9], [-0.8, 0.7, -0.2], [0.6, 0.2, -0.5]):
        value, _ = derivative(np.array(point))  # the primal has not run at this point
        np.testing.assert_allclose(value, case.fun(np.array(point)), rtol=1e-12)
