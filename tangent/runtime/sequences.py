"""What loops over objects run through that have no generator as their `__iter__`."""


def each_item(sequence):
    """The items of an object from the first one on, until it says that there are no more."""
    place = 0
    while True:
        try:
            item = sequence[place]
        except (IndexError, StopIteration):
            break
        yield item
        place = place + 1


def each_item_backwards(sequence):
    """The items of an object from the last one on, of as many as it says that it has."""
    for place in range(len(sequence) - 1, -1, -1):
        try:
            item = sequence[place]
        except (IndexError, StopIteration):
            break
        yield item


def each_step(iterator):
    """What an object gives by its `__next__`, until it says that there is no more."""
    while True:
        try:
            item = iterator.__next__()
        except StopIteration:
            break
        yield item


def next_or(iterator, default):
    """What an object gives by its `__next__`, or the default if there is no more."""
    try:
        item = iterator.__next__()
    except StopIteration:
        item = default
    return item
