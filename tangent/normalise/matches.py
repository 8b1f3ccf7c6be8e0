"""`match` as a chain of branches: the test of a pattern, then what it binds.

    match c:                           if <sequence>(c) and len(c) == 2 and c[0] == "scale":
        case ["scale", k]:                 k = c[1]
            y = x * k           →          y = x * k
        case float() as k if k > 0.0:  elif isinstance(c, float) and c > 0.0:
            y = x + k                      k = c
        case _:                            y = x + k
            y = x                      else:
                                           y = x

A subject that is not a name gets one.  What kind of object a pattern asks for is decided by types:
`<sequence>` and `<mapping>` are marks that inference answers, and `<part>(p, Point, 0)` is the attribute that
the class names for its first positional pattern.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import (
    Namer,
    assign,
    at,
    call,
    clone,
    const,
    inner_blocks,
    load,
    method,
    same,
    store,
    subscript,
    substitute,
    tuple_of,
    walk,
)

MARKS = SEQUENCE, MAPPING, PART = "<sequence>", "<mapping>", "<part>"
Binding = tuple[str, Any]


def without_match(function: gast.FunctionDef, namer: Namer) -> None:
    """Rewrite every `match` of `function` in place."""
    if any(isinstance(n, gast.Match) for n in walk(function.body)):
        function.body = _block(function.body, namer, function)


def _block(stmts: list[Any], namer: Namer, function: Any) -> list[Any]:
    out: list[Any] = []
    for s in stmts:
        for block in inner_blocks(s):
            block[:] = _block(block, namer, function)
        out += _match(s, namer, function) if isinstance(s, gast.Match) else [s]
    return out


def _match(s: Any, namer: Namer, function: Any) -> list[Any]:
    out: list[Any] = []
    subject = s.subject
    if isinstance(subject, gast.Tuple) and not any(isinstance(e, gast.Starred) for e in subject.elts):
        # `match a, b:` makes a tuple that nobody sees.
        subject = gast.Tuple([_named(e, s, namer, out) for e in subject.elts], gast.Load())
    else:
        subject = _named(subject, s, namer, out)
    rest: list[Any] = []
    for case in reversed(s.cases):
        rest = _case(case, subject, rest, namer, _read_elsewhere(s, function))
    return out + rest


def _named(e: Any, s: Any, namer: Namer, out: list[Any]) -> Any:
    if isinstance(e, (gast.Name, gast.Constant)):
        return e
    name = namer.fresh("subject")
    out.append(at(assign(name, e), s))
    return at(load(name), e)


def _read_elsewhere(s: Any, function: Any) -> set[str]:
    """Names that are read outside of the cases: a binding of a case that failed may be seen there."""
    inside = [n.id for c in s.cases for n in walk(c) if isinstance(n, gast.Name)]
    everywhere = [n.id for n in walk(function.body) if isinstance(n, gast.Name)]
    return {n for n in set(inside) if everywhere.count(n) > inside.count(n)}


def _case(case: Any, subject: Any, rest: list[Any], namer: Namer, elsewhere: set[str]) -> list[Any]:
    tests, bindings = _pattern(case.pattern, subject)
    bound = [at(assign(name, clone(value)), case.pattern) for name, value in bindings]
    if case.guard is None:
        return _branch(tests, [*bound, *case.body], rest, case)
    names = dict(bindings)
    scopes = (gast.NamedExpr, gast.Lambda, gast.comprehension)
    simple = not any(isinstance(n, scopes) for n in walk(case.guard))
    if simple and not set(names) & elsewhere:
        return _branch([*tests, substitute(case.guard, names)], [*bound, *case.body], rest, case)
    hit = namer.fresh("hit")
    outcome = gast.Call(load("bool"), [case.guard], [])
    asked = _branch(tests, [*bound, at(assign(hit, outcome), case.guard)], [], case)
    return [at(assign(hit, const(False)), case.pattern), *asked, *_branch([load(hit)], case.body, rest, case)]


def _branch(tests: list[Any], body: list[Any], rest: list[Any], case: Any) -> list[Any]:
    if not tests:
        return body
    return [at(gast.If(_both(tests), body, rest), case.pattern)]


def _both(tests: list[Any]) -> Any:
    if len(tests) == 1:
        return tests[0]
    flat: list[Any] = []
    for t in tests:
        flat += t.values if isinstance(t, gast.BoolOp) and isinstance(t.op, gast.And) else [t]
    return at(gast.BoolOp(gast.And(), flat), tests[0])


def _pattern(p: Any, e: Any) -> tuple[list[Any], list[Binding]]:
    """What must hold for `e` to match `p`, in the order of Python's tests, and what is bound then."""
    tests, bindings = _PATTERNS[type(p)](p, e)
    return [at(t, p) for t in tests], bindings


def _value(p: Any, e: Any) -> Any:
    return [gast.Compare(clone(e), [gast.Eq()], [p.value])], []


def _singleton(p: Any, e: Any) -> Any:
    return [gast.Compare(clone(e), [gast.Is()], [gast.Constant(p.value, None)])], []


def _as(p: Any, e: Any) -> Any:
    tests, bindings = _pattern(p.pattern, e) if p.pattern is not None else ([], [])
    return tests, [*bindings, (p.name, e)] if p.name is not None else bindings


def _or(p: Any, e: Any) -> Any:
    found = [_pattern(q, e) for q in p.patterns]
    ways = [_both(tests) if tests else gast.Constant(True, None) for tests, _ in found]
    bindings: list[Binding] = []
    for name, value in found[-1][1]:
        for way, (_, others) in reversed(list(zip(ways, found, strict=True))[:-1]):
            other = dict(others)[name]
            if not same(other, value):
                value = gast.IfExp(clone(way), other, value)
        bindings.append((name, value))
    if any(not tests for tests, _ in found):
        return [], bindings
    return [gast.BoolOp(gast.Or(), ways)], bindings


def _sequence(p: Any, e: Any) -> Any:
    count = len(p.patterns)
    star = next((i for i, q in enumerate(p.patterns) if isinstance(q, gast.MatchStar)), None)
    tests: list[Any] = []
    if isinstance(e, gast.Tuple):
        fits = len(e.elts) == count if star is None else len(e.elts) >= count - 1
        if not fits:
            return [gast.Constant(False, None)], []
    else:
        length = call("len", clone(e))
        least = count if star is None else count - 1
        op = gast.Eq() if star is None else gast.GtE()
        tests = [call(SEQUENCE, clone(e)), gast.Compare(length, [op], [const(least)])]
    bindings: list[Binding] = []
    for i, q in enumerate(p.patterns):
        if i == star:
            if q.name is not None:
                bindings.append((q.name, _rest(e, i, count - i - 1)))
            continue
        place = i if star is None or i < star else i - count
        more, bound = _pattern(q, _item(e, place))
        tests += more
        bindings += bound
    return tests, bindings


def _item(e: Any, place: int) -> Any:
    return e.elts[place] if isinstance(e, gast.Tuple) else subscript(clone(e), const(place))


def _rest(e: Any, start: int, behind: int) -> Any:
    if isinstance(e, gast.Tuple):
        return gast.List(clone(e.elts[start : len(e.elts) - behind]), gast.Load())
    stop = const(-behind) if behind else None
    return call("list", subscript(clone(e), gast.Slice(const(start) if start else None, stop, None)))


def _mapping(p: Any, e: Any) -> Any:
    tests: list[Any] = [call(MAPPING, clone(e))]
    tests += [gast.Compare(clone(key), [gast.In()], [clone(e)]) for key in p.keys]
    bindings: list[Binding] = []
    for key, q in zip(p.keys, p.patterns, strict=True):
        more, bound = _pattern(q, subscript(clone(e), clone(key)))
        tests += more
        bindings += bound
    if p.rest is not None:
        bindings.append((p.rest, _others(e, p)))
    return tests, bindings


def _others(e: Any, p: Any) -> Any:
    """`{k: v for k, v in e.items() if k not in keys}`: what a mapping has besides the keys of a pattern."""
    key, value = f"{p.rest}_key", f"{p.rest}_value"
    tests = [gast.Compare(load(key), [gast.NotIn()], [tuple_of(clone(p.keys))])] if p.keys else []
    over = gast.comprehension(tuple_of([store(key), store(value)]), method(clone(e), "items"), tests, 0)
    return gast.DictComp(load(key), load(value), [over])


def _class(p: Any, e: Any) -> Any:
    tests: list[Any] = [call("isinstance", clone(e), clone(p.cls))]
    parts = [(q, call(PART, clone(e), clone(p.cls), const(i))) for i, q in enumerate(p.patterns)]
    parts += [
        (q, gast.Attribute(clone(e), name, gast.Load()))
        for name, q in zip(p.kwd_attrs, p.kwd_patterns, strict=True)
    ]
    bindings: list[Binding] = []
    for q, part in parts:
        more, bound = _pattern(q, at(part, p))
        tests += more
        bindings += bound
    return tests, bindings


_PATTERNS: dict[type, Any] = {
    gast.MatchValue: _value,
    gast.MatchSingleton: _singleton,
    gast.MatchAs: _as,
    gast.MatchOr: _or,
    gast.MatchSequence: _sequence,
    gast.MatchMapping: _mapping,
    gast.MatchClass: _class,
}
