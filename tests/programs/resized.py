"""Lists that are resized while they are gone through, queues, sets that a recursion hands on."""

import heapq

import numpy as np

from tests.programs import Case


class Pool:
    def __init__(self, vals):
        self.items = [v for v in vals]
        self.total = 0.0

    def prune(self, cut):
        for v in list(self.items):
            if v < cut:
                self.items.remove(v)
                self.total += v * v

    def prune_copy(self, cut):
        for v in self.items[:]:
            if v > cut:
                self.total += v
                self.items.remove(v)

    def merge(self):
        while len(self.items) > 1:
            a = self.items.pop(0)
            b = self.items.pop()
            self.items.append(a * b + 0.5)
        return self.items[0]


class Graph:
    def __init__(self):
        self.adj = {}
        self.w = {}

    def add(self, a, b, w):
        self.adj.setdefault(a, []).append(b)
        self.w[(a, b)] = w

    def reach(self, a, seen=None):
        seen = set() if seen is None else seen
        if a in seen:
            return 0.0
        seen.add(a)
        total = 0.0
        for b in sorted(self.adj.get(a, ())):
            total += self.w[(a, b)] * (1.0 + self.reach(b, seen))
        return total

    def dist(self, src):
        dist = {src: 0.0}
        heap = [(0.0, src)]
        done = set()
        while heap:
            d, u = heapq.heappop(heap)
            if u in done:
                continue
            done.add(u)
            for v in self.adj.get(u, []):
                nd = d + self.w[(u, v)]
                if v not in dist or nd < dist[v]:
                    dist[v] = nd
                    heapq.heappush(heap, (nd, v))
        return dist


def make(x):
    g = Graph()
    g.add("a", "b", x[0] * x[0])
    g.add("a", "c", x[1])
    g.add("b", "d", x[2] * 2)
    g.add("c", "d", x[3])
    g.add("d", "e", x[0] + x[1])
    return g


def reach_fn(adj, w, a, seen=None):
    if seen is None:
        seen = set()
    seen.add(a)
    t = 0.0
    for b in adj.get(a, ()):
        if b not in seen:
            t += w[a, b] * (1 + reach_fn(adj, w, b, seen))
    return t


class Tree:
    def __init__(self, v, kids=()):
        self.v = v
        self.kids = list(kids)


class Jobs:
    def __init__(self, vals):
        self.todo = list(vals)
        self.done = 0.0

    def run(self):
        for job in self.todo:
            self.done += job
            if job > 0.45 and len(self.todo) < 10:
                self.todo.append(job * 0.5)
        return self.done


def add(lst, n):
    lst.extend(n.kids)


class Walk:
    def __init__(self, root):
        self.order = [root]

    def visit(self, n):
        self.order.extend(n.kids)
        return n.v

    def run(self):
        t = 0.0
        for n in self.order:
            t = t * 0.5 + self.visit(n)
        return t


def pool_prune(x):
    p = Pool(x)
    p.prune(0.4)
    return p.total + sum(p.items)


def pool_prune2(x):
    p = Pool(x)
    p.prune_copy(0.6)
    return p.total * sum(p.items)


def pool_merge(x):
    return Pool(x).merge()


def stack_dfs(x):
    tree = {0: [1, 2], 1: [3, 4]}
    stack = [(0, 1.0)]
    out = 0.0
    while stack:
        n, scale = stack.pop()
        s = scale * x[n % 4]
        out += s
        for c in tree.get(n, []):
            stack.append((c, s))
    return out


def remove_index(x):
    items = list(x)
    i = 0
    lost = 0.0
    while i < len(items):
        if items[i] < 0.4:
            lost += items[i] ** 2
            del items[i]
        else:
            items[i] *= 2.0
            i += 1
    return lost + sum(items)


def worklist_grow(x):
    items = [x[0], x[1]]
    for v in items:
        if len(items) < 5:
            items.append(v * 1.5)
    return sum(v * v for v in items)


def grows_with_place(x):
    todo = [x[0], x[1]]
    total = 0.0
    for k, v in enumerate(todo):
        total += v * (k + 1)
        if v > 0.2 and len(todo) < 9:
            todo.append(v * 0.6)
    return total


def removed_while_read(x):
    items = [v * 2.0 for v in x]
    total = 0.0
    for v in items:
        if v < 1.2:
            items.remove(v)
        total = total * 0.5 + v
    return total + sum(items)


def deleted_behind(x):
    items = [v * 2.0 for v in x]
    total = 0.0
    for v in items:
        total += v * v
        if len(items) > 2:
            items.pop()
    return total * items[-1]


def breadth_first(x):
    root = Tree(x[0], [Tree(x[1], [Tree(x[2])]), Tree(x[3])])
    order = [root]
    total = 0.0
    for n in order:
        total = total * 0.5 + n.v
        order.extend(n.kids)
    return total


def jobs_grow(x):
    return Jobs(x).run()


def break_in_growing(x):
    todo = [x[0]]
    for v in todo:
        if v > 3.0:
            break
        todo.append(v * 2.0)
    else:
        return 0.0
    return v * len(todo)


def graph_reach(x):
    return make(x).reach("a")


def fn_reach(x):
    adj = {0: [1, 2], 1: [3], 2: [3]}
    w = {(0, 1): x[0], (0, 2): x[1], (1, 3): x[2], (2, 3): x[3]}
    return reach_fn(adj, w, 0)


def numbers_alias(x):
    items = [x[0], x[1]]
    other = items
    t = 0.0
    for v in items:
        t += v
        if len(other) < 4:
            other.append(v * 0.5)
    return t


def through_function(x):
    root = Tree(x[0], [Tree(x[1], [Tree(x[2])]), Tree(x[3])])
    order = [root]
    total = 0.0
    for n in order:
        total = total * 0.5 + n.v
        add(order, n)
    return total


def through_alias(x):
    root = Tree(x[0], [Tree(x[1], [Tree(x[2])]), Tree(x[3])])
    order = [root]
    other = order
    total = 0.0
    for n in order:
        total = total * 0.5 + n.v
        other.extend(n.kids)
    return total


def through_method(x):
    return Walk(Tree(x[0], [Tree(x[1], [Tree(x[2])]), Tree(x[3])])).run()


P = np.array([0.3, 0.5, 1.2, 0.7])
CASES = [
    *(
        Case(f, (P,))
        for f in (
            pool_prune,
            pool_prune2,
            pool_merge,
            stack_dfs,
            remove_index,
            worklist_grow,
            grows_with_place,
            removed_while_read,
            deleted_behind,
            breadth_first,
            jobs_grow,
            break_in_growing,
            graph_reach,
            fn_reach,
            numbers_alias,
        )
    ),
    *(Case(f, (P,), refused="TGT115") for f in (through_function, through_alias, through_method)),
]
