"""What is refused today though it should work: program → (order, code, reason).

order 1: the gradient itself; 2: the first derivative is right, a derivative of it is refused.  A program that
begins to work fails its test until its line is taken out here.
"""

from __future__ import annotations

EXCHANGED = "a callee exchanges arrays that it writes into"
CONTAINER = "a container holds an array that is written, or changes in a way that is not followed"
ITERATOR = "an iterator that is no loop header"

BOUND = "the adjoint of a number that is bound on some ways only"

REAL = "a real program that needs more than one of these"

LIMITS: dict[str, tuple[int, str, str]] = {
    "made_later-pairs_with_numbers": (1, "TGT405", CONTAINER),
    "whole-linked": (1, "TGT411", "objects that hold each other"),
    "objects_found-dict_of_a_number_and_a_list_that_grows": (2, "TGT405", CONTAINER),
    "grouped-one_handler": (2, "TGT303", "functions kept in a dict, and called by a method"),
    "objects_in_loops-state_of_each_parameter": (2, "TGT405", CONTAINER),
    "whole_models-mlp": (2, "TGT303", CONTAINER),
    "limits_gone-matrix_chain": (2, "TGT501", CONTAINER),
    "half_done-handler_with_a_try": (2, "TGT501", BOUND),
    "resized-breadth_first": (2, "TGT405", CONTAINER),
    "resized-graph_reach": (1, "TGT301", "two dicts of an object that a recursion hands on"),
    "resized-fn_reach": (2, "TGT301", "a set that a recursion hands on"),
    "inner_changes-dict_in_each_row": (2, "TGT405", CONTAINER),
    "inner_changes-tree_of_dicts_visited": (2, "TGT405", CONTAINER),
    "lent-put_back_in_each_trip": (2, "TGT401", CONTAINER),
    "held_elsewhere-table_of_lists": (2, "TGT115", CONTAINER),
    "algorithms-way_through_a_grid": (2, "TGT405", CONTAINER),
    "cells-tuple_of_a_dict_if_nothing_is_raised": (1, "TGT405", CONTAINER),
    "cells-tuple_of_lists_by_a_function": (1, "TGT405", CONTAINER),
    "algorithms-turning_body": (2, "TGT205", "np.cross of parts of named tuples of unknown types"),
    "numpy_options-elements_into_an_array_that_is_there": (2, "TGT501", ITERATOR),
}
