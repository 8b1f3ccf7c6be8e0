"""What loops over objects run through that have items by number, but no `__iter__`."""


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
