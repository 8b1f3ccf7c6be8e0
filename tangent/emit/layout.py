"""One logical line that is too long, broken into several physical ones.

The printer writes a logical line as a list of strings, some of which are marks: the open and close of a
group, and the places where the line may break.  A mark is itself a string, the text that it has in an
unbroken line, so the common case costs one `"".join`.  Only lines that do not fit come here.  Everything
below is linear in the length of the line and free of recursion.

The style is black's.  A bracket that does not fit puts its content on a line of its own; if that does not
fit either, one item per line and a trailing comma.  Operators start their line.
"""

from collections.abc import Sequence
from typing import NamedTuple

INDENT = 4

BRACKET = "bracket"  # stands directly inside a pair of brackets that is printed in any case
SUBSCRIPT = "subscript"  # likewise; broken only if nothing else helps
PARENS = "parens"  # brings its own round brackets, but only if it is broken
OPERATORS = "operators"  # no brackets; may break only if it stands somewhere inside broken ones
END = "end"
LINE = "line"


class Mark(str):
    """A layout instruction; its text is what an unbroken line shows in its place."""

    kind: str
    comma: bool
    fill: bool

    def __new__(cls, flat: str, kind: str, comma: bool = False, fill: bool = False) -> "Mark":
        mark = super().__new__(cls, flat)
        mark.kind = kind
        mark.comma = comma
        mark.fill = fill
        return mark


OPEN_ITEMS = Mark("", BRACKET, comma=True)
OPEN_PLAIN = Mark("", BRACKET)
OPEN_INDEX = Mark("", SUBSCRIPT)
# A trailing comma in `x[a]` would make a tuple of `a`: only the index that is a tuple already may have one.
OPEN_INDICES = Mark("", SUBSCRIPT, comma=True)
OPEN_PARENS = Mark("", PARENS)
OPEN_PARENS_ITEMS = Mark("", PARENS, comma=True)
OPEN_OPERATORS = Mark("", OPERATORS)
OPEN_NAMES = Mark("", OPERATORS, fill=True)  # a row of names: as many as fit stand in each line
CLOSE = Mark("", END)
BREAK = Mark(" ", LINE)


class _Frame(NamedTuple):
    mark: Mark
    margin: int  # where its lines start
    outer: int  # where the line started that holds its opening bracket
    broken: bool


class _Measures(NamedTuple):
    partner: list[int]  # of an opening mark: the place of its closing one
    before: list[int]  # width of the flat text before a token
    reach: list[int]  # width from a token up to the next place where the line could end


def layout(tokens: Sequence[str], indent: int, width: int) -> str:
    """The text of a logical line, in lines of at most `width` columns as far as its brackets allow it."""
    return _Layout(tokens, indent, width).run()


class _Layout:
    def __init__(self, tokens: Sequence[str], indent: int, width: int) -> None:
        self.tokens = tokens
        self.width = width
        self.measures = _measure(tokens)
        self.out = [" " * indent]
        self.column = indent
        self.line_indent = indent
        self.frames: list[_Frame] = []
        self.brackets = 0

    def run(self) -> str:
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            if not isinstance(token, Mark):
                self.text(token)
            elif token.kind == LINE:
                self.line(place)
            elif token.kind == END:
                self.close()
            else:
                place = self.open(place, token)
            place += 1
        return "".join(self.out)

    def text(self, text: str) -> None:
        self.out.append(text)
        self.column += len(text)

    def newline(self, margin: int) -> None:
        self.out.append("\n" + " " * margin)
        self.column = self.line_indent = margin

    def line(self, place: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None or not frame.broken or (frame.mark.fill and self.fits(place + 1)):
            self.text(" ")
        else:
            self.newline(frame.margin)

    def fits(self, place: int) -> bool:
        """Whether what begins there still fits in this line, behind a space, and with a comma at its end."""
        return self.column + 1 + self.measures.reach[place] + 1 <= self.width

    def open(self, place: int, mark: Mark) -> int:
        """Begin a group; the place of the last token that has been dealt with."""
        partner, before, reach = self.measures
        end = partner[place]
        flat = before[end] - before[place]
        if self.column + flat + reach[end + 1] <= self.width:
            self.text("".join(self.tokens[place:end]))
            return end
        if mark.kind == OPERATORS:
            self.frames.append(self.operators(mark))
            return place
        outer = self.line_indent
        one_line = outer + INDENT + flat <= self.width
        if mark.kind == PARENS and not one_line and self.ends_in_call(place):
            self.frames.append(_Frame(mark, outer, outer, False))
            return place
        if mark.kind == PARENS:
            self.text("(")
        self.newline(outer + INDENT)
        frame = _Frame(mark, outer + INDENT, outer, True)
        if one_line:
            self.text("".join(self.tokens[place:end]))
            self.end_bracket(frame)
            return end
        self.frames.append(frame)
        self.brackets += 1
        return place

    def ends_in_call(self, place: int) -> bool:
        """Whether this is like `0.5 * np.sum(...)`: one operator, and brackets to break at the end."""
        partner, before, _ = self.measures
        last = partner[place] - 3  # behind it come the bracket, the end of the chain, and our own end
        if self.tokens[last] is not CLOSE or self.tokens[last + 1] not in (")", "]", "}"):
            return False
        start = partner[last]
        if self.column + before[start] - before[place] > self.width:
            return False
        depth = operators = 0
        for token in self.tokens[place + 1 : start]:
            if isinstance(token, Mark):
                operators += token.kind == LINE and depth == 1
                depth += {LINE: 0, END: -1}.get(token.kind, 1)
        return operators == 1 and depth == 1

    def operators(self, mark: Mark) -> _Frame:
        margin = self.line_indent
        # An inner chain is set off from the chain around it, and from a keyword or key that stands before it.
        inner = bool(self.frames) and self.frames[-1].mark.kind == OPERATORS
        if inner or self.column != self.line_indent:
            margin += INDENT
        return _Frame(mark, margin, margin, self.brackets > 0)

    def close(self) -> None:
        frame = self.frames.pop()
        if frame.mark.kind == OPERATORS or not frame.broken:
            return
        self.brackets -= 1
        if frame.mark.comma:
            self.text(",")
        self.end_bracket(frame)

    def end_bracket(self, frame: _Frame) -> None:
        self.newline(frame.outer)
        if frame.mark.kind == PARENS:
            self.text(")")


def _measure(tokens: Sequence[str]) -> _Measures:
    partner = [0] * len(tokens)
    before = [0] * (len(tokens) + 1)
    opened: list[int] = []
    for place, token in enumerate(tokens):
        before[place + 1] = before[place] + len(token)
        if not isinstance(token, Mark) or token.kind == LINE:
            continue
        if token.kind == END:
            start = opened.pop()
            partner[start], partner[place] = place, start
        else:
            opened.append(place)
    reach = [0] * (len(tokens) + 1)
    for place in range(len(tokens) - 1, -1, -1):
        reach[place] = _reach(tokens, place, partner, before, reach)
    return _Measures(partner, before, reach)


def _reach(tokens: Sequence[str], place: int, partner: list[int], before: list[int], reach: list[int]) -> int:
    token = tokens[place]
    if not isinstance(token, Mark):
        return len(token) + reach[place + 1]
    kind = token.kind
    if kind == END:
        opening = tokens[partner[place]]
        assert isinstance(opening, Mark)
        return reach[place + 1] if opening.kind == OPERATORS else 0
    if kind == SUBSCRIPT:
        end = partner[place]
        return before[end] - before[place] + reach[end + 1]
    if kind == OPERATORS:
        return reach[place + 1]
    return 1 if kind == PARENS else 0
