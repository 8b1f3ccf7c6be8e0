"""Compiled text is seen by tracebacks, `inspect` and `pdb`, and goes away with its owner."""

from __future__ import annotations

import bdb
import gc
import inspect
import linecache
import os
import subprocess
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any

import pytest

import tangent.build.compile as module
from tangent.build.compile import compile_source, filename_of, forget, forget_with

TEXT = '''\
def f_grad(x):
    """Résumé."""
    y = x * 2.0
    return y / 0
'''


@pytest.fixture(autouse=True)
def clean() -> Any:
    before = set(linecache.cache)
    yield
    for filename in set(linecache.cache) - before:
        while filename in module._owners:
            forget(filename)


def test_runs_in_the_namespace_and_returns_it() -> None:
    namespace: dict[str, Any] = {"k": 3.0}
    assert compile_source("def g(x):\n    return k * x\n", "g", namespace) is namespace
    assert namespace["g"](2.0) == 6.0


def test_getsource_and_module_name() -> None:
    f = compile_source(TEXT, "f_grad", {})["f_grad"]
    assert inspect.getsource(f) == TEXT
    assert f.__module__ == filename_of(TEXT, "f_grad")
    assert compile_source("def g(): pass\n", "g", {"__name__": "mine"})["g"].__module__ == "mine"


def test_text_without_last_newline() -> None:
    f = compile_source("def g(x):\n    return x", "g", {})["g"]
    assert inspect.getsource(f) == "def g(x):\n    return x\n"


def test_traceback_shows_the_line() -> None:
    f = compile_source(TEXT, "f_grad", {})["f_grad"]
    linecache.checkcache()
    with pytest.raises(ZeroDivisionError) as raised:
        f(1.0)
    shown = "".join(traceback.format_exception(raised.value))
    assert "return y / 0" in shown
    assert f'File "{filename_of(TEXT, "f_grad")}", line 4' in shown


def test_debugger_finds_the_line() -> None:
    f = compile_source(TEXT, "f_grad", {})["f_grad"]
    seen: list[str] = []

    class Stepper(bdb.Bdb):
        def user_line(self, frame: Any) -> None:
            seen.append(linecache.getline(self.canonic(frame.f_code.co_filename), frame.f_lineno).strip())
            self.set_step()

    with pytest.raises(ZeroDivisionError):
        Stepper().runcall(f, 1.0)
    assert "y = x * 2.0" in seen


def test_filename() -> None:
    name = filename_of(TEXT, "f_grad")
    assert name.startswith("<tangent f_grad-") and name.endswith(">")
    assert name == filename_of(TEXT, "f_grad")
    assert name != filename_of(TEXT + "\n", "f_grad")
    assert name != filename_of(TEXT, "g_grad")


@pytest.mark.parametrize(
    "name", ["a\nb", "'\"`", "<lambda>", "../../etc", "\ud800", "x" * 500, "", "\x00", "a b", "naïve"]
)
def test_filename_of_hostile_names(name: str) -> None:
    shown = filename_of(TEXT, name)
    assert shown.startswith("<tangent ") and shown.endswith(">")
    assert not set(shown) & set("\n\r'\"\\/\x00`")
    assert len(shown) < 100
    shown.encode("utf-8")


def test_filename_does_not_depend_on_the_process() -> None:
    program = f"from tangent.build.compile import filename_of; print(filename_of({TEXT!r}, 'f'))"
    root = str(Path(module.__file__).parents[2])
    for seed in ("0", "1"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}
        done = subprocess.run(
            [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == filename_of(TEXT, "f")


def test_survives_checkcache() -> None:
    compile_source(TEXT, "f_grad", {})
    linecache.checkcache()
    linecache.checkcache(filename_of(TEXT, "f_grad"))
    assert "".join(linecache.getlines(filename_of(TEXT, "f_grad"))) == TEXT


def test_forget_with_two_owners() -> None:
    filename = filename_of(TEXT, "f")
    compile_source(TEXT, "f", {})
    compile_source(TEXT, "f", {})
    forget(filename)
    assert linecache.getline(filename, 1)
    forget(filename)
    assert filename not in linecache.cache
    assert filename not in module._owners
    forget(filename)
    forget("<never seen>")


class Owner:
    pass


def test_dies_with_its_owner() -> None:
    filename = filename_of(TEXT, "f")
    owner = Owner()
    compile_source(TEXT, "f", {})
    forget_with(owner, filename)
    assert filename in linecache.cache
    del owner
    gc.collect()
    assert filename not in linecache.cache


def test_no_growth() -> None:
    sizes = len(linecache.cache), len(module._owners)
    for k in range(50):
        owner = Owner()
        text = f"x = {k}\n"
        compile_source(text, "f", {})
        forget_with(owner, filename_of(text, "f"))
    del owner
    gc.collect()
    assert (len(linecache.cache), len(module._owners)) == sizes


def test_failure_leaves_nothing_behind() -> None:
    before = dict(linecache.cache)
    with pytest.raises(ZeroDivisionError):
        compile_source("1 / 0\n", "f", {})
    with pytest.raises(SyntaxError):
        compile_source("def (:\n", "f", {})
    assert set(linecache.cache) == set(before)
    assert not any(name not in linecache.cache for name in module._owners)


def test_no_future_statement_is_inherited() -> None:
    # This file and compile.py have `from __future__ import annotations`.
    f = compile_source("def f(x: int): pass\n", "f", {})["f"]
    assert f.__annotations__ == {"x": int}


def test_warnings_about_the_text_are_not_repeated() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        compile_source("def f(x):\n    return x is 1, '\\d'\n", "f", {})
    assert not seen


def test_warnings_filters_are_left_alone() -> None:
    before = list(warnings.filters)
    compile_source(TEXT, "f", {})
    assert list(warnings.filters) == before


def test_other_text_than_ascii_and_form_feeds() -> None:
    text = "def f():\n    # \x0c ünï\n    return 'é\\x0c'\n"
    f = compile_source(text, "f", {})["f"]
    assert inspect.getsource(f) == text
    assert f() == "é\x0c"


def test_threads() -> None:
    texts = [f"def f(x):\n    return x + {k}\n" for k in range(5)]
    wrong: list[object] = []

    def work(seed: int) -> None:
        for k in range(60):
            number = (seed + k) % 5
            f = compile_source(texts[number], "f", {})["f"]
            filename = filename_of(texts[number], "f")
            if f(1) != number + 1 or "".join(linecache.getlines(filename)) != texts[number]:
                wrong.append((seed, k))
            forget(filename)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert not [name for text in texts if (name := filename_of(text, "f")) in linecache.cache]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_fork_while_the_lock_is_held() -> None:
    from tangent.syntax.quiet import quietly

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside threads
        with quietly():
            child = os.fork()
            if child == 0:
                with quietly():
                    os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
