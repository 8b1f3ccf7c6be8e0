"""Options of the test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the expected outputs in tests/golden anew"
    )
    parser.addoption("--quick", action="store_true", help="ask about a few samples of each rule only")
    parser.addoption(
        "--full",
        action="store_true",
        help="nest the modes in all ways in every program of the corpus and every sample of the rules",
    )


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture
def quick(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--quick"))
