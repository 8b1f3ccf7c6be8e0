"""The command line: `tangent show`, `check`, `explain`, `ops`, `sysinfo`.

Code goes to stdout, everything else to stderr.  Exit codes: 0 good, 1 not differentiable or check failed,
2 usage.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tangent

GOOD, BAD, USAGE = 0, 1, 2
STAGES = ("source", "normalised", "differentiated", "optimised")


class UsageError(Exception):
    """The command was given something that it cannot use."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as e:  # argparse has said why
        return int(e.code or 0)
    try:
        return int(options.run(options))
    except UsageError as e:
        print(f"tangent: {e}", file=sys.stderr)
        return USAGE
    except tangent.ArgumentError as e:
        print(f"tangent: {e}", file=sys.stderr)
        return USAGE
    except tangent.TangentError as e:
        print(f"tangent: {e}", file=sys.stderr)
        return BAD
    except BrokenPipeError:
        # The reader (a pager) has left; nothing more may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tangent", description="Readable derivatives of NumPy programs.")
    parser.add_argument("--version", action="version", version=f"tangent {tangent.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    show = commands.add_parser("show", help="print the derivative of a function")
    _function_arguments(show)
    show.add_argument("--mode", choices=("reverse", "forward"), default="reverse")
    show.add_argument("--stage", choices=STAGES, default="optimised", help="how far down the road to go")
    show.add_argument("--value", action="store_true", help="the value and the gradient")
    show.set_defaults(run=_show)

    check = commands.add_parser("check", help="compare the derivatives of a function with finite differences")
    _function_arguments(check, types=False)
    check.add_argument("--order", type=int, default=2, help="order of the highest derivative (default: 2)")
    check.add_argument("--mode", choices=("reverse", "forward"), help="only this mode (default: both)")
    check.set_defaults(run=_check)

    explain = commands.add_parser("explain", help="say what an error code means")
    explain.add_argument("code", metavar="CODE", help="for example TGT301")
    explain.set_defaults(run=_explain)

    ops = commands.add_parser("ops", help="list the functions that have a rule, or tell about one")
    ops.add_argument("name", metavar="NAME", nargs="?", help="for example np.sum")
    ops.add_argument("--missing", action="store_true", help="those that have no rule, with the reason")
    ops.add_argument("--json", action="store_true", help="for programs")
    ops.set_defaults(run=_ops)

    commands.add_parser("sysinfo", help="versions, for a report").set_defaults(run=_sysinfo)
    return parser


def _function_arguments(parser: argparse.ArgumentParser, types: bool = True) -> None:
    parser.add_argument("function", metavar="FUNCTION", help="MODULE:FUNCTION or path.py:FUNCTION")
    parser.add_argument("--wrt", metavar="NAMES", help="parameters, separated by commas (default: the first)")
    parser.add_argument(
        "--example",
        metavar="NAME",
        help="the arguments: a tuple in the module, or a function that returns one",
    )
    if types:
        parser.add_argument("--types", metavar="TYPES", help='for example "w: f8[:], x: f8[:, :], n: int"')


# ---------------------------------------------------------------- finding the function


def load(where: str) -> tuple[Any, Any]:
    """The function of `MODULE:FUNCTION` or `path.py:FUNCTION`, and its module."""
    place, colon, name = where.rpartition(":")
    if not colon or not place or not name:
        raise UsageError(f"{where!r} is not MODULE:FUNCTION or path.py:FUNCTION")
    with contextlib.redirect_stdout(sys.stderr):  # what the module prints is not code
        module = _file(Path(place)) if place.endswith(".py") else _module(place)
    found = module
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise UsageError(f"{place} has no {name!r}") from None
    if not callable(found):
        raise UsageError(f"{name!r} of {place} is a {type(found).__name__}, not a function")
    return getattr(found, "_fun", found), module


def _module(name: str) -> Any:
    if os.getcwd() not in sys.path and "" not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(name)
    except Exception as e:
        raise UsageError(f"cannot import {name}: {type(e).__name__}: {e}") from None


def _file(path: Path) -> Any:
    if not path.is_file():
        raise UsageError(f"no such file: {path}")
    name = path.stem if path.stem.isidentifier() and path.stem not in sys.modules else "tangent_shown"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise UsageError(f"cannot read {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(path.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as e:
        raise UsageError(f"cannot run {path}: {type(e).__name__}: {e}") from None
    return module


def _wrt(text: str | None) -> Any:
    if text is None:
        return 0
    entries: list[Any] = []
    for part in (p.strip() for p in text.split(",")):
        if part.lstrip("-").isdigit():
            entries.append(int(part))
        elif part.isidentifier():
            entries.append(part)
        else:
            raise UsageError(f"--wrt: {part!r} is no name and no position")
    return entries[0] if len(entries) == 1 else tuple(entries)


def _example(module: Any, name: str) -> tuple[Any, ...]:
    found = getattr(module, name, None)
    if found is None:
        raise UsageError(f"the module has no {name!r}")
    try:
        values = found() if callable(found) else found
    except Exception as e:
        raise UsageError(f"{name}() failed: {type(e).__name__}: {e}") from None
    if not isinstance(values, (tuple, list)):
        raise UsageError(f"{name} is a {type(values).__name__}, not a tuple of arguments")
    return tuple(values)


# ---------------------------------------------------------------- show


def _show(options: argparse.Namespace) -> int:
    from tangent.derivative import Derivative

    function, module = load(options.function)
    kind = "jvp" if options.mode == "forward" else "value_and_grad" if options.value else "grad"
    derivative = Derivative(kind, function, _wrt(options.wrt))
    if options.stage == "source":
        from tangent.source.read import read

        _print_code(read(derivative._target.function).text)
        return GOOD
    _print_code(_text(derivative, options, module))
    return GOOD


def _text(derivative: Any, options: argparse.Namespace, module: Any) -> str:
    from tangent.derivative import text_of
    from tangent.type_text import parse_types

    stages: dict[str, str] = {}
    if options.example:
        values = derivative._target.bind(_example(module, options.example), {})
        compiled = derivative.compile_for(values, stages.__setitem__)
    else:
        given = parse_types(options.types) if options.types else {}
        unknown = [n for n in given if n not in derivative._target.names]
        if unknown:
            raise UsageError(f"--types: {derivative._target.name} has no parameter {unknown[0]!r}")
        compiled = derivative.compile_ahead(given, stages.__setitem__)
    if options.stage != "optimised":
        return stages[options.stage]
    return text_of(compiled)


def _print_code(text: str) -> None:
    text = text.rstrip("\n")
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb":
        try:
            from pygments import highlight
            from pygments.formatters import TerminalFormatter
            from pygments.lexers import PythonLexer

            text = highlight(text, PythonLexer(), TerminalFormatter()).rstrip("\n")
        except ImportError:
            pass
    print(text)


# ---------------------------------------------------------------- check, explain, ops, sysinfo


def _check(options: argparse.Namespace) -> int:
    from tangent.targets import resolve_argnums, target_of

    function, module = load(options.function)
    if not options.example:
        raise UsageError("check needs --example NAME: the arguments, a tuple or a function in the module")
    args = _example(module, options.example)
    argnums = None
    if options.wrt is not None:
        target = target_of(function)
        names, _ = resolve_argnums(target, _wrt(options.wrt))
        argnums = tuple([target.visible.index(n) for n in names])
    modes = {"forward": ("fwd",), "reverse": ("rev",), None: ("fwd", "rev")}[options.mode]
    try:
        tangent.check_grads(function, args, order=options.order, modes=modes, argnums=argnums)
    except AssertionError as e:
        print(f"tangent: {e}", file=sys.stderr)
        return BAD
    except (TypeError, ValueError) as e:
        if isinstance(e, tangent.TangentError):
            raise
        print(f"tangent: {e}", file=sys.stderr)
        return USAGE
    name = getattr(function, "__name__", options.function)
    print(f"{name}: derivatives to order {options.order} agree ({', '.join(modes)})", file=sys.stderr)
    return GOOD


def _explain(options: argparse.Namespace) -> int:
    from tangent.errors import explain

    try:
        print(explain(options.code))
    except KeyError:
        raise UsageError(f"there is no error code {options.code!r}") from None
    return GOOD


def _ops(options: argparse.Namespace) -> int:
    import json

    from tangent import catalogue

    if options.name:
        found = catalogue.find(options.name)
        if not found:
            raise UsageError(f"no rule knows of {options.name!r}: active values must not flow into it")
    else:
        found = [e for e in catalogue.entries() if (e.status == "unsupported") is options.missing]
    if options.json:
        print(json.dumps([e.as_dict() for e in found], indent=1))
    elif options.name:
        print("\n".join(map(catalogue.as_paragraph, found)))
    else:
        print("\n".join(catalogue.as_lines(found)))
    return GOOD


def _sysinfo(options: argparse.Namespace) -> int:
    del options
    import platform
    from importlib.metadata import PackageNotFoundError, version

    print(f"tangent {tangent.__version__}")
    print(f"python {platform.python_version()} ({platform.python_implementation()}, {platform.system()})")
    for name in ("numpy", "gast", "astunparse", "numba", "pygments"):
        try:
            print(f"{name} {version(name)}")
        except PackageNotFoundError:
            print(f"{name} -")
    return GOOD


if __name__ == "__main__":
    sys.exit(main())
