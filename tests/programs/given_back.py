"""Parts of what a function captures or an object holds, given back by it and changed by others."""

from collections import deque

import numpy as np

from tests.programs import Case


def scale_rows(rows, v):
    for row in rows:
        row[0] = row[0] * v
    return rows[0][0]


def rows_scaled_by_a_function(x):
    rows = [[x, 1.0], [x * x, x]]
    head = rows[0]
    z = x
    for k in range(3):
        z = np.sin(scale_rows(rows, z + 1.0) * head[0])
    return z + head[0] * rows[1][0]


def inner_dict(d):
    return d["in"]


def part_of_a_dict_returned(x):
    d = {"in": {"a": x, "b": [x]}}
    e = inner_dict(d)
    e["a"] = e["a"] * x
    e["b"].append(e["a"])
    d["in"]["b"][0] = d["in"]["b"][1] * x
    return e["b"][0] * d["in"]["a"]


def noted_lists(x):
    hist = []

    def note(l):
        hist.append(l)
        return l

    a = note([x, x * x])
    b = note([2.0 * x])
    a[0] = a[0] * b[0]
    hist[1].append(a[0])
    hist[0][1] = hist[1][1] * x
    return a[1] * b[1] + hist[0][0]


def queue_of_lists(x):
    q = deque([[x], [x * x]])
    last = q[-1]
    for k in range(3):
        h = q.popleft()
        h[0] = h[0] * last[0]
        q.append(h)
        last[0] = last[0] + 0.1 * h[0]
    return q[0][0] * last[0]


def swapped_states(x):
    state = {"cur": [x, x], "old": [0.0, 0.0]}

    def swap():
        state["cur"], state["old"] = state["old"], state["cur"]

    def step(v):
        swap()
        for i in range(2):
            state["cur"][i] = state["old"][i] * v + state["old"][1 - i]
        return state["cur"][0]

    z = x
    for k in range(4):
        z = np.sin(step(z))
    return z * state["old"][1] + state["cur"][1]


def top_of_the_rows(x):
    rows = [[x], [x * x]]

    def top():
        return rows[-1]

    top().append(x)
    rows.append(top()[:])
    top()[0] = top()[1] * x
    rows[1][0] = rows[1][0] * top()[0]
    return sum(map(sum, rows))


class MarkedGrid:
    def __init__(self, n, x):
        self.cells = [[x * (i + 1) for i in range(n)] for _ in range(2)]
        self.marks = {}

    def row(self, i):
        return self.cells[i]

    def mark(self, name, i):
        self.marks[name] = self.cells[i]
        return self


def marked_rows(x):
    g = MarkedGrid(2, x)
    g.mark("a", 0).mark("b", 1)
    r = g.row(0)
    r[0] = r[0] * x
    g.marks["a"][1] = g.marks["a"][0] * r[1]
    g.row(1)[0] = g.cells[0][1]
    return g.marks["b"][0] * g.row(0)[0] + r[1]


def copied_rows(x):
    a = [x]
    b = [a, a]
    c = [list(r) for r in b]
    c[0][0] = c[0][0] * x
    b[0].append(c[0][0])
    return sum(b[1]) * c[1][0]


def dict_opened_into_another(x):
    d = dict(a=[x], b=[x * x])
    e = {**d, "c": d["a"]}
    e["c"].append(x)
    d["a"][0] = d["a"][1] * x
    for k, v in e.items():
        v[0] = v[0] * 1.5
    return sum(sum(v) for v in e.values()) * d["b"][0]


def captured_row_set(x):
    rows = [[x], [x * x]]

    def top():
        return rows[-1]

    t = top()
    t[0] = t[0] * x
    return rows[1][0] * rows[0][0]


def captured_row_grows(x):
    rows = [[x], [x * x]]

    def top():
        return rows[-1]

    t = top()
    t.append(t[0] * x)
    return sum(rows[1]) * rows[0][0]


def captured_row_at_once(x):
    rows = [[x], [x * x]]

    def top():
        return rows[-1]

    top().append(x)
    return sum(rows[1]) * rows[0][0]


def captured_row_item_at_once(x):
    rows = [[x], [x * x]]

    def top():
        return rows[-1]

    top()[0] = rows[0][0] * x
    return sum(rows[1]) * rows[0][0]


def captured_array_at_once(x):
    rows = [np.array([x]), np.array([x * x])]

    def top():
        return rows[-1]

    top()[0] = rows[0][0] * x
    return sum(rows[1]) * rows[0][0]


def captured_memo(x):
    memo = {"k": [x]}

    def get(n):
        if n not in memo:
            memo[n] = [e * x for e in memo["k"]]
        return memo[n]

    u = get("j")
    u.append(x)
    memo["k"][0] = u[0] * u[1]
    return sum(get("j")) * get("k")[0]


def sum_of_a_written_array(x):
    rows = [np.array([x]), np.array([x * x])]
    rows[-1][0] = rows[0][0] * x
    return sum(rows[1]) * rows[0][0]


def sum_of_a_chosen_array(x):
    a = np.array([x, x * x])
    b = a if x > 0.0 else a.copy()
    a[0] = b[1] * x
    return sum(b) * a[0]


def sum_of_a_chosen_matrix(x):
    a = np.array([[x, x * x], [x, 1.0]])
    b = a if x > 0.0 else a.copy()
    a[0, 0] = b[1, 0] * x
    return np.sum(sum(b)) * a[0, 0]


class StackOfRows:
    def __init__(self, x):
        self.rows = [[x], [x * x]]
        self.table = {"a": self.rows[0], "n": x}

    def top(self):
        return self.rows[-1]

    @property
    def first(self):
        return self.rows[0]

    def pair(self):
        return self.rows[0], self.table

    def get(self, k):
        return self.table[k]

    def keep(self, row):
        self.rows.append(row)
        return row

    def all(self):
        return {"r": self.rows, "t": self.table}


def stack_top_grows(x):
    s = StackOfRows(x)
    t = s.top()
    t.append(t[0] * x)
    s.rows[1][0] = t[1] * x
    return sum(t) * sum(s.first)


def property_row_grows(x):
    s = StackOfRows(x)
    s.first.append(x * 2.0)
    s.table["a"][0] = s.rows[0][1] * x
    return sum(s.first) * s.top()[0]


def kept_row_changes(x):
    s = StackOfRows(x)
    row = [x, 2.0 * x]
    k = s.keep(row)
    row[0] = row[0] * k[1]
    s.rows[-1][1] = s.rows[-1][0] * x
    s.get("a")[0] = row[1]
    return sum(k) * s.first[0]


def all_parts_returned(x):
    s = StackOfRows(x)
    al = s.all()
    al["r"][1][0] = al["t"]["n"] * x
    al["r"].append([x])
    s.get("a").append(s.rows[1][0])
    return sum(al["t"]["a"]) * s.rows[2][0]


def closure_calls_closure(x):
    rows = [[x], [x * x]]

    def top():
        return rows[-1]

    def bump(v):
        top()[0] = top()[0] * v
        top().append(v)
        return top()

    z = x
    for k in range(3):
        z = np.sin(bump(z + 1.0)[0] * rows[0][0])
        rows[0][0] = z * rows[1][-1]
    return z * sum(rows[1])


def captured_table_is_given_back(x):
    rows, table = [[x], [x * x]], {}

    def put(k, row):
        table[k] = row
        return table

    put("a", rows[0])
    put("b", [2.0 * x])["a"].append(x)
    rows[0][0] = table["b"][0] * x
    return sum(table["a"]) * rows[0][1]


def cells_swapped_by_functions(x):
    cells = [[x, x], [x * x, 1.0]]

    def cell(i):
        return cells[i]

    def swap(i, j):
        a, b = cell(i), cell(j)
        a[0], b[0] = b[0], a[0]

    for k in range(3):
        swap(0, 1)
        cell(k % 2)[1] = cell(0)[0] * cell(1)[1]
    return cells[0][0] * cells[0][1] + cells[1][1]


def functions_share_rows(x):

    def make():
        rows = [[x], [x * x]]

        def get(i):
            return rows[i]

        def total():
            return sum(map(sum, rows))

        return get, total

    get, total = make()
    g = get(0)
    g.append(x)
    get(1)[0] = g[1] * g[0]
    return total() * g[0]


def row_of_a_captured_buffer(x):
    buf = np.array([[x, x * x], [1.0, x]])

    def row(i):
        return buf[i]

    r = row(0)
    r[0] = r[1] * x
    row(1)[:] = row(0) * x
    buf[0, 1] = row(1)[0] * r[0]
    return np.sum(buf) * r[1]


class SwappedField:
    def __init__(self, n, x):
        self.u = np.ones(n) * x
        self.old = np.zeros(n)

    def inner(self):
        return self.u[1:-1]

    @property
    def edge(self):
        return self.u[:1]

    def swap(self):
        self.u, self.old = self.old, self.u
        return self


def inner_view_of_a_field(x):
    f = SwappedField(4, x)
    f.inner()[:] = f.inner() * x + f.u[:-2]
    f.edge[0] = np.sum(f.inner())
    v = f.inner()
    f.swap()
    f.u[:] = f.old * x
    f.inner()[0] += v[1]
    return np.sum(f.u) * v[0]


def swapped_fields_in_one_line(x):
    f = SwappedField(4, x)
    for k in range(3):
        f.swap().u[1:-1] = 0.5 * (f.old[2:] + f.old[:-2]) * x
        f.edge[:] = f.inner()[-1:]
    return np.sum(f.u * f.old)


CASES = [
    Case(rows_scaled_by_a_function, (0.7,)),
    Case(part_of_a_dict_returned, (0.7,)),
    Case(noted_lists, (0.7,)),
    Case(queue_of_lists, (0.7,)),
    Case(swapped_states, (0.7,)),
    Case(top_of_the_rows, (0.7,)),
    Case(marked_rows, (0.7,)),
    Case(copied_rows, (0.7,)),
    Case(dict_opened_into_another, (0.7,)),
    Case(captured_row_set, (0.7,)),
    Case(captured_row_grows, (0.7,)),
    Case(captured_row_at_once, (0.7,)),
    Case(captured_row_item_at_once, (0.7,)),
    Case(captured_array_at_once, (0.7,)),
    Case(captured_memo, (0.7,)),
    Case(sum_of_a_written_array, (0.7,)),
    Case(sum_of_a_chosen_array, (0.7,)),
    Case(sum_of_a_chosen_matrix, (0.7,)),
    Case(stack_top_grows, (0.7,)),
    Case(property_row_grows, (0.7,)),
    Case(kept_row_changes, (0.7,)),
    Case(all_parts_returned, (0.7,)),
    Case(closure_calls_closure, (0.7,)),
    Case(captured_table_is_given_back, (0.7,)),
    Case(cells_swapped_by_functions, (0.7,)),
    Case(functions_share_rows, (0.7,)),
    Case(row_of_a_captured_buffer, (0.7,)),
    Case(inner_view_of_a_field, (0.7,)),
    Case(swapped_fields_in_one_line, (0.7,)),
]
