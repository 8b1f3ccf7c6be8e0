"""The collector rests while a derivative is made, and is what it was afterwards."""

from __future__ import annotations

import gc
import os
import threading

import numpy as np
import pytest

import tangent
from tangent import pipeline
from tangent.build.collector import paused


@pytest.fixture(autouse=True)
def on():
    assert gc.isenabled()
    yield
    gc.enable()


def test_a_derivation_leaves_it_on(monkeypatch):
    seen = []
    real = pipeline.analyse
    monkeypatch.setattr(pipeline, "analyse", lambda *args: (seen.append(gc.isenabled()), real(*args))[1])

    def f(x):
        return np.sum(x * x)

    tangent.grad(f)(np.ones(2))
    assert seen == [False] and gc.isenabled()


def test_a_refusal_leaves_it_on():
    def f(x):
        return np.sum(np.roots(x))

    with pytest.raises(tangent.TangentError):
        tangent.grad(f)(np.ones(2))
    assert gc.isenabled()


def test_one_that_is_off_stays_off():
    gc.disable()
    with paused():
        pass
    assert not gc.isenabled()


def test_the_last_of_several_threads_switches_it_on():
    inside, leave = threading.Event(), threading.Event()

    def hold():
        with paused():
            inside.set()
            leave.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    assert inside.wait(10)
    with paused():
        assert not gc.isenabled()
    assert not gc.isenabled()
    leave.set()
    other.join()
    assert gc.isenabled()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Python 3.12: a fork beside threads
def test_a_child_that_is_forked_meanwhile_collects():
    inside, leave = threading.Event(), threading.Event()

    def hold():
        with paused():
            inside.set()
            leave.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    assert inside.wait(10)
    child = os.fork()
    if child == 0:
        with paused():
            pass
        os._exit(0 if gc.isenabled() else 1)
    leave.set()
    other.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
