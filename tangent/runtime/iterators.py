"""Iterators of `itertools` over a generator, written out as generators: they are differentiated.

They ask the generator for an item when they are asked for one, as those of the standard library do, so that
it may be one without an end.
"""


def islice(iterable, start, stop, step):
    """itertools.islice"""
    place = 0
    if stop is None or stop > 0:
        for item in iterable:
            if place >= start and (place - start) % step == 0:
                yield item
            place += 1
            if stop is not None and place >= stop:
                break


def takewhile(predicate, iterable):
    """itertools.takewhile"""
    for item in iterable:
        if not predicate(item):
            break
        yield item


def dropwhile(predicate, iterable):
    """itertools.dropwhile"""
    begun = False
    for item in iterable:
        if not begun:
            begun = not predicate(item)
        if begun:
            yield item


def filterfalse(predicate, iterable):
    """itertools.filterfalse"""
    for item in iterable:
        if not predicate(item):
            yield item


def false_ones(iterable):
    """itertools.filterfalse of None"""
    for item in iterable:
        if not item:
            yield item


def starmap(function, iterable):
    """itertools.starmap"""
    for item in iterable:
        yield function(*item)


def pairwise(iterable):
    """itertools.pairwise"""
    read: list = []
    for item in iterable:
        read.append(item)
        if len(read) > 1:
            yield read[-2], read[-1]


def accumulate(function, iterable):
    """itertools.accumulate"""
    made: list = []
    for item in iterable:
        if len(made) > 0:
            made.append(function(made[-1], item))
        else:
            made.append(item)
        yield made[-1]


def accumulate_from(function, iterable, initial):
    """itertools.accumulate with an initial value"""
    total = initial
    yield total
    for item in iterable:
        total = function(total, item)
        yield total


def sums(iterable):
    """itertools.accumulate without a function"""
    made: list = []
    for item in iterable:
        if len(made) > 0:
            made.append(made[-1] + item)
        else:
            made.append(item)
        yield made[-1]


def sums_from(iterable, initial):
    """itertools.accumulate with an initial value, and without a function"""
    total = initial
    yield total
    for item in iterable:
        total = total + item
        yield total


def chain(first, second):
    """itertools.chain of two"""
    yield from first
    yield from second


def chained_rows(iterable):
    """itertools.chain.from_iterable"""
    for row in iterable:
        yield from row


def compress(data, selectors):
    """itertools.compress"""
    for item, chosen in zip(data, selectors):
        if chosen:
            yield item


def counted(iterable, start):
    """enumerate"""
    place = start
    for item in iterable:
        yield place, item
        place += 1


def paired(first, second):
    """zip of two"""
    yield from zip(first, second)
