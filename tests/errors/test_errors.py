"""What errors look like, and that the table behind them is whole."""

from __future__ import annotations

import ast
import copy
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tangent.errors as errors
from tangent.errors import (
    CODES,
    ArgumentError,
    MissingRuleError,
    Place,
    SourceError,
    TangentError,
    UnsupportedError,
    error,
    explain,
    find,
    reference,
)

PLACE = Place("model.py", 14, 9, 14, "    y = solve(a, x)")
ROOT = Path(errors.__file__).parent


def test_message_place_and_way_out() -> None:
    assert str(error("TGT301", PLACE, "solve")) == (
        "TGT301: no derivative rule for `solve`, which is called on values that carry a derivative\n"
        "  model.py:14:9\n"
        "    14 |     y = solve(a, x)\n"
        "       |         ^^^^^\n"
        "  Register a rule (see docs/rules.md), or wrap the argument in `tangent.stop_gradient` if `solve` "
        "is to count as a constant."
    )


def test_attributes() -> None:
    raised = error("TGT301", PLACE, "solve", hint="Do this.")
    assert (raised.code, raised.place, raised.hint) == ("TGT301", PLACE, "Do this.")
    assert raised.message.startswith("no derivative rule for `solve`")
    assert str(raised).endswith("\n  Do this.")


def test_classes() -> None:
    for cls in (UnsupportedError, MissingRuleError, SourceError, ArgumentError):
        assert issubclass(cls, TangentError)
    assert issubclass(ArgumentError, TypeError)
    assert type(error("TGT301", None, "f")) is MissingRuleError
    assert type(error("TGT001", None, "f")) is SourceError
    assert type(error("TGT105")) is UnsupportedError
    with pytest.raises(TypeError):
        raise error("TGT602", None, "f", "an array")


def test_without_place_or_text() -> None:
    assert "|" not in str(error("TGT105"))
    assert str(error("TGT105", Place("m.py", 3, 1, 2))).splitlines()[1:2] == ["  m.py:3:1"]
    assert "|" not in str(error("TGT105", Place("m.py", 3, 1, 2, "   ")))


def test_key_is_as_good_as_code() -> None:
    assert str(error("try", PLACE)) == str(error("TGT105", PLACE))
    assert find("try") is CODES["TGT105"]


def test_unknown_code() -> None:
    with pytest.raises(KeyError):
        error("TGT999")


def test_details_that_are_missing_or_too_many() -> None:
    assert error("TGT301").message == "no derivative rule"
    assert error("TGT605", None, 2).message == "wrong number of tangents or cotangents: 2"
    assert error("TGT301", None, "f", "in a loop").message.endswith("a derivative: in a loop")
    assert error("TGT104", None, "`async for`").message == "`async for` inside a differentiated function"


def test_details_are_not_templates() -> None:
    assert "`{function.__globals__}`" in error("TGT301", None, "{function.__globals__}").message
    assert error("TGT301", None, "f", hint="{x}").hint == "{x}"


@pytest.mark.parametrize("raised", [error(code, PLACE, *"abcd") for code in CODES])
def test_pickle_and_copy(raised: TangentError) -> None:
    raised.add_note("seen")
    for again in (pickle.loads(pickle.dumps(raised)), copy.copy(raised), copy.deepcopy(raised)):
        assert type(again) is type(raised)
        assert str(again) == str(raised)
        assert (again.code, again.message, again.place, again.hint) == raised.args
        assert again.__notes__ == ["seen"]


def test_place_is_frozen_and_hashable() -> None:
    assert len({PLACE, Place("model.py", 14, 9, 14, "    y = solve(a, x)")}) == 1
    with pytest.raises(AttributeError):
        PLACE.line = 3  # type: ignore[misc]


def drawing(place: Place) -> list[str]:
    return str(TangentError("TGT000", "m", place)).splitlines()[2:]


def test_tabs_stay_tabs() -> None:
    assert drawing(Place("m.py", 1, 2, 4, "\tab = 1")) == ["    1 | \tab = 1", "      | \t^^"]


def test_wide_and_combining_characters() -> None:
    assert drawing(Place("m.py", 1, 6, 7, "漢 = (x)"))[1] == "      |       ^"
    assert drawing(Place("m.py", 1, 3, 4, "e\u0301x"))[1] == "      |  ^"


def test_form_feed_and_escapes_do_not_reach_the_terminal() -> None:
    line, carets = drawing(Place("m.py", 1, 2, 3, "\x0cx\x1b[31m"))
    assert line == "    1 |  x [31m"
    assert carets == "      |  ^"


def test_hostile_names_stay_on_their_line() -> None:
    text = str(error("TGT301", Place("a\nb\x1b.py", 1, 1, 2), "f\n\x1b[2J", hint="x\ry"))
    assert len(text.splitlines()) == 3
    assert "\x1b" not in text and "\r" not in text


def test_lone_surrogates_can_be_printed() -> None:
    str(error("TGT301", Place("m\udcff.py", 1, 1, 2, "x = '\ud800'"), "f\ud800")).encode("utf-8")


def test_span_outside_of_the_line() -> None:
    assert drawing(Place("m.py", 1, 50, 70, "x = 1"))[1] == "      |      ^"
    assert drawing(Place("m.py", 1, 3, 3, "x = 1"))[1] == "      |   ^"
    assert drawing(Place("m.py", 1, 5, 99, "x = 1  "))[1] == "      |     ^"


def test_long_line_is_cut_around_the_span() -> None:
    text = "x = " + " + ".join(f"term_{k}" for k in range(400))
    column = text.index("term_300") + 1
    line, carets = drawing(Place("m.py", 1, column, column + 8, text))
    assert len(line) < 140
    assert line[carets.index("^") : carets.rindex("^") + 1] == "term_300"
    assert all(len(part) < 140 for part in drawing(Place("m.py", 1, 1, len(text), text)))


# --- the table -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_entry(code: str) -> None:
    entry = CODES[code]
    assert re.fullmatch(r"TGT\d{3}", code) and entry.code == code
    assert issubclass(getattr(errors, entry.error), TangentError)
    assert entry.group
    for text in (entry.explanation, entry.way_out):
        assert text[0].isupper() or text.startswith(("tangent", "`"))
        assert text.endswith(".")
    assert not entry.title.endswith(".") and not entry.message.endswith(".")
    assert set(re.findall(r"{(\w+)}", entry.way_out)) <= set(entry.fields)
    full = error(code, None, *(f"detail{k}" for k in range(len(entry.fields))))
    assert "{" not in str(full)
    assert all(f"detail{k}" in full.message for k in range(len(entry.fields)))
    assert "{" not in str(error(code))


def test_codes_and_keys_are_unique_and_in_order() -> None:
    assert len({entry.key for entry in CODES.values()}) == len(CODES)
    assert not {entry.key for entry in CODES.values()} & set(CODES)
    assert list(CODES) == sorted(CODES)
    assert len({entry.title for entry in CODES.values()}) == len(CODES)


def test_explain() -> None:
    text = explain("tgt503")
    assert text.startswith("TGT503 (UnsupportedError): dtype without derivative\n\n")
    assert "What to do: Convert to float64" in text
    assert all(len(line) <= 96 for line in text.splitlines())
    assert explain("dtype") == text
    with pytest.raises(KeyError):
        explain("TGT999")


def test_reference_has_every_code() -> None:
    page = reference()
    assert re.findall(r"^### (TGT\d+)", page, re.M) == list(CODES)
    assert "{" not in page
    assert page == reference()


def uses() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every `error("...")` and `Refused("...")` in tangent with a literal code."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            named = node.func.id in {"error", "Refused"}
            if named and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield path, node, first.value


def test_all_codes_that_tangent_uses_exist() -> None:
    unknown = []
    for path, node, code in uses():
        try:
            find(code)
        except KeyError:
            unknown.append(f"{path.relative_to(ROOT)}:{node.lineno} {code}")
    assert not unknown


def test_import_is_light() -> None:
    program = (
        "import sys; before = set(sys.modules); import tangent.errors;"
        "print({m for m in ('numpy', 'gast', 'unicodedata') if m in set(sys.modules) - before})"
    )
    env_path = str(ROOT.parent)
    lines = f"import sys; sys.path.insert(0, {env_path!r}); import types; p = types.ModuleType('tangent');"
    lines += f"p.__path__ = [{str(ROOT)!r}]; sys.modules['tangent'] = p; " + program
    done = subprocess.run([sys.executable, "-S", "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
