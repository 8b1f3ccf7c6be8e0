"""Whatever the documentation shows is executed, and prints what the documentation says.

In README.md and in every page under `docs/`, the blocks

    ```python            are executed, all blocks of one page in one namespace;
    ```python output     hold what the block above them printed (colours as of Python: emitted code);
    ```text output       the same, for other text.

A block with `>>>` is a doctest.  A block below the mark `<!-- not executed: reason -->` is left alone, and
the reason has to be given.  Other blocks (`sh`, `text`, ...) are only text.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import sys
import types
from dataclasses import dataclass
from pathlib import Path

import pytest

from tangent.errors import CODES, reference

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SKIP = re.compile(r"<!--\s*not executed:\s*(.*?)\s*-->")


@dataclass(frozen=True)
class Block:
    line: int
    """The line of the page on which its text begins, counted from 1."""
    info: str
    text: str
    skipped: bool


def blocks_of(page: str) -> list[Block]:
    """The fenced blocks of a page in order."""
    blocks: list[Block] = []
    fence, info, start, skipped, mark = "", "", 0, False, False
    text: list[str] = []
    for number, line in enumerate(page.splitlines(), start=1):
        if fence:
            if line.strip() == fence:
                blocks.append(Block(start, info, "\n".join(text) + "\n", skipped))
                fence = ""
            else:
                text.append(line)
        elif opening := re.match(r"^(`{3,})(.*)$", line):
            fence, info = opening.group(1), opening.group(2).strip()
            text, start, skipped, mark = [], number + 1, mark, False
        elif found := SKIP.search(line):
            assert found.group(1), f"line {number}: say why the block is not executed"
            mark = True
        elif line.strip():
            mark = False
    assert not fence, f"the block that begins on line {start} has no end"
    return blocks


def is_output(block: Block) -> bool:
    return block.info in ("python output", "python-output", "text output")


def check_doctest(block: Block, namespace: dict[str, object], name: str) -> None:
    test = doctest.DocTestParser().get_doctest(block.text, namespace, name, name, block.line - 1)
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    runner.run(test, out=report.write, clear_globs=False)
    namespace.update(test.globs)
    assert runner.failures == 0, report.getvalue()


def execute(page: str, folder: Path, name: str) -> None:
    """Run the blocks of a page; what they define stands in files, where a compiler of sources finds it."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    printed: str | None = None
    try:
        for block in blocks_of(page):
            if is_output(block):
                assert printed is not None, f"line {block.line}: output without a block above it that was run"
                assert printed.strip("\n") == block.text.strip("\n"), (
                    f"line {block.line}: something else is printed"
                )
                continue
            printed = None
            if block.skipped or block.info != "python":
                continue
            # Padded, so that line numbers in tracebacks and messages are those of the page.
            file = folder / f"{name}_{block.line}.py"
            text = "\n" * (block.line - 1) + block.text
            file.write_text(text, encoding="utf-8")
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.chdir(folder):
                if re.search(r"^>>> ", block.text, flags=re.MULTILINE):
                    check_doctest(block, module.__dict__, name)
                else:
                    exec(compile(text, str(file), "exec"), module.__dict__)
            printed = out.getvalue()
    finally:
        del sys.modules[name]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page(path: Path, tmp_path: Path) -> None:
    name = re.sub(r"\W", "_", str(path.relative_to(ROOT)))
    execute(path.read_text(encoding="utf-8"), tmp_path, name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose):
        if "://" not in target:
            assert (path.parent / target).exists(), f"no such file: {target}"


def test_the_reference_of_errors_is_up_to_date() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert page == reference(), "run `python docs/write_errors.py`"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_error_codes_exist(path: Path) -> None:
    assert set(re.findall(r"TGT\d+", path.read_text(encoding="utf-8"))) <= set(CODES)


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT / "docs").as_posix()
        assert name == "index.md" or f"]({name})" in index, f"docs/index.md does not lead to {name}"


# ── the runner itself ──────────────────────────────────────────────────────────────────────────────────────

SAMPLE = """
```python
def f(x):
    return x + 1
```
Text between.
```python
print(f(1))
```
```text output
2
```
<!-- not executed: it would not end well -->
```python
raise RuntimeError
```
```python
>>> f(2)
3
```
"""


def test_a_good_page_passes(tmp_path: Path) -> None:
    execute(SAMPLE, tmp_path, "sample")


def test_the_mark_holds_for_one_block_only(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        execute(SAMPLE.replace("<!-- not executed: it would not end well -->", ""), tmp_path, "sample")
    with pytest.raises(RuntimeError):
        execute(
            SAMPLE.replace("<!-- not executed", "<!-- not executed: once -->\n\ntext\n<!--"),
            tmp_path,
            "sample",
        )


@pytest.mark.parametrize("old, new", [("output\n2", "output\n3"), (">>> f(2)\n3", ">>> f(2)\n4")])
def test_other_output_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(AssertionError):
        execute(SAMPLE.replace(old, new), tmp_path, "sample")
