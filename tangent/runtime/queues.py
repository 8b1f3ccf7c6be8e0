"""Heaps of `heapq`, and lists that are kept sorted, written out: what is differentiated in their place.

They leave the same items in the same places: the places that the items come from are found by comparisons
alone, the ones that the standard library makes too.  The derivative is that of the order taken.
"""

import bisect


def heappush(heap, item, /):
    """heapq.heappush"""
    heap.append(item)
    order = order_risen(heap)
    heap[:] = [heap[k] for k in order]


def heappop(heap, /):
    """heapq.heappop"""
    item = heap.pop()
    if heap:
        last = item
        item = heap[0]
        heap[0] = last
        order = order_sunk(heap)
        heap[:] = [heap[k] for k in order]
    return item


def heapreplace(heap, item, /):
    """heapq.heapreplace"""
    first = heap[0]
    heap[0] = item
    order = order_sunk(heap)
    heap[:] = [heap[k] for k in order]
    return first


def heappushpop(heap, item, /):
    """heapq.heappushpop"""
    first = item
    if len(heap) > 0 and heap[0] < item:
        first = heap[0]
        heap[0] = item
        order = order_sunk(heap)
        heap[:] = [heap[k] for k in order]
    return first


def heapify(heap, /):
    """heapq.heapify"""
    order = order_heapified(heap)
    heap[:] = [heap[k] for k in order]


def order_risen(heap):
    """From which places the items come when the last one has risen to where it belongs."""
    order = list(range(len(heap)))
    risen(heap, order, len(heap) - 1, 0)
    return order


def order_sunk(heap):
    """From which places the items come when the first one has sunk to where it belongs."""
    order = list(range(len(heap)))
    sunk(heap, order, 0)
    return order


def order_heapified(heap):
    """From which places the items of a list come when it has become a heap."""
    order = list(range(len(heap)))
    for place in reversed(range(len(heap) // 2)):
        sunk(heap, order, place)
    return order


def risen(heap, order, place, top):
    """Exchange the item at a place with those above it that are larger, up to `top`."""
    while place > top:
        above = (place - 1) // 2
        if not heap[order[place]] < heap[order[above]]:
            break
        order[place], order[above] = order[above], order[place]
        place = above


def sunk(heap, order, top):
    """Let an item sink to the end of the path of the smaller ones, and rise again to where it belongs."""
    place, below = top, 2 * top + 1
    while below < len(heap):
        if below + 1 < len(heap) and not heap[order[below]] < heap[order[below + 1]]:
            below += 1
        order[place], order[below] = order[below], order[place]
        place, below = below, 2 * below + 1
    risen(heap, order, place, top)


def insort_left(a, x, lo=0, hi=None, *, key=None):
    """bisect.insort_left"""
    a.insert(bisect.bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)


def insort_right(a, x, lo=0, hi=None, *, key=None):
    """bisect.insort_right"""
    a.insert(bisect.bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)
