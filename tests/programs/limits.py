"""What is refused today though it should work: program → (order, code, reason).

order 1: the gradient itself; 2: the first derivative is right, a derivative of it is refused.  A program that
begins to work fails its test until its line is taken out here.
"""

from __future__ import annotations

LIST_OF_ADJOINTS = "the adjoints that a helper returns as a list are not typed; an exception, not yet a refusal"

LIMITS: dict[str, tuple[int, str, str]] = {
    "aliasing-reshape_view": (2, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-reshape_that_copies": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-ravel_of_contiguous": (2, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-ravel_decided_at_run_time": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-ravel_decided_to_view": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-ravel_of_argument": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-ravel_of_fortran_argument": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-asarray_aliases": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-alias_by_branch": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-alias_by_other_branch": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "aliasing-same_array_twice_in_list": (1, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "aliasing-history_of_references": (1, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "aliasing-loop_carried_view": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "aliasing-alias_in_tuple": (1, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "aliasing-alias_in_dict": (1, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "shapes-contractions": (2, "TGT202", "a helper of the emitted code takes star-arguments"),
    "shapes-rearranging": (2, "TGT501", "a type inside the emitted code is not inferred"),
    "calls-mutable_default": (1, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "calls-callee_returns_its_argument": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "calls-callee_returns_a_view": (1, "TGT401", "the memory that an array shares is decided at run time, or made by reshaping"),
    "calls-rows_of_callee": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "calls-recursion": (2, "TGT501", "a type inside the emitted code is not inferred"),
    "calls-two_recursive_calls": (2, "TGT501", "a type inside the emitted code is not inferred"),
    "calls-mutual_recursion": (2, "TGT501", "a type inside the emitted code is not inferred"),
    "calls-in_place_divide_and_conquer": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "calls-depth_sum": (2, "TGT501", "a type inside the emitted code is not inferred"),
    "containers-append_and_pop": (1, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "containers-list_augmented": (2, "TGT113", "the emitted code deletes a part of a list"),
    "containers-list_slice": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "containers-dict_built": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "containers-dict_views": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "containers-named_tuple_argument": (1, "TGT205", "attributes of objects come with a later issue"),
    "recipes-gaussian_mixture": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "recipes-hidden_markov": (2, "TGT405", "a container holds an array that is written, or changes in a way that is not followed"),
    "loops-rebound_sequence": (2, "reverse over reverse: unexpected exception", LIST_OF_ADJOINTS),
    "shapes-joining": (2, "reverse over reverse: unexpected exception", LIST_OF_ADJOINTS),
    "shapes-joining_axis": (2, "reverse over reverse: unexpected exception", LIST_OF_ADJOINTS),
}
