"""Compile emitted text so that tracebacks, `pdb` and `inspect.getsource` show it.

The text goes into `linecache` under a name made of the function's name and a hash of the text: the same text
has the same name in every process. It stays there for as long as an owner wants it.
"""

from __future__ import annotations

import hashlib
import linecache
import re
import weakref
from typing import Any

from tangent.syntax.quiet import quietly

# One entry of the list for each `compile_source` that `forget` has not undone. No lock: `forget` is called by
# finalizers, which may interrupt any line of this file in the same thread. What is relied on instead is that
# each step (setdefault, append, pop) is atomic.
_owners: dict[str, list[None]] = {}

_LONGEST_NAME = 60


def filename_of(text: str, name: str) -> str:
    """The name under which this text is registered; `name` may hold anything."""
    shown = re.sub(r"\W+", "_", name)[:_LONGEST_NAME] or "function"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"<tangent {shown}-{digest}>"


def compile_source(text: str, name: str, namespace: dict[str, Any]) -> dict[str, Any]:
    """Register the text, run it in the namespace, and return the namespace.

    The text stays registered until `forget` has been called once for each call of this function.
    """
    filename = filename_of(text, name)
    with quietly():
        code = compile(text, filename, "exec", dont_inherit=True)
    _register(filename, text)
    try:
        # Functions take their `__module__` from here.
        namespace.setdefault("__name__", filename)
        exec(code, namespace)
    except BaseException:
        forget(filename)
        raise
    return namespace


def forget(filename: str) -> None:
    """Undo one registration; the text goes with the last one. Unknown names are ignored."""
    owners = _owners.get(filename)
    if not owners:
        return
    try:
        owners.pop()
    except IndexError:  # another thread was faster
        return
    if not owners:
        _owners.pop(filename, None)
        entry = linecache.cache.pop(filename, None)
        if entry is not None and owners:  # registered again meanwhile
            _owners.setdefault(filename, []).extend(owners)
            linecache.cache.setdefault(filename, entry)


def keep_for(owner: object, text: str, filename: str) -> None:
    """Keep a text that is registered already for as long as the owner lives, too."""
    _register(filename, text)
    forget_with(owner, filename)


def forget_with(owner: object, filename: str) -> None:
    """Call `forget` when the owner (a derivative, a function) dies."""
    weakref.finalize(owner, forget, filename).atexit = False


def _register(filename: str, text: str) -> None:
    _owners.setdefault(filename, []).append(None)
    # Lines as the tokenizer has them. Without a time of modification `checkcache` leaves the entry alone.
    lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
    linecache.cache[filename] = (len(text), None, lines, filename)
