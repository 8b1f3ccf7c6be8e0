"""What is refused today though it should work: program → (order, code, reason).

order 1: the gradient itself; 2: the first derivative is right, a derivative of it is refused.  A program that
begins to work fails its test until its line is taken out here.
"""

from __future__ import annotations

MEMORY = "the memory that an array shares is decided at run time, or made by reshaping"
CONTAINER = "a container holds an array that is written, or changes in a way that is not followed"
ITERATOR = "an iterator that is no loop header"
TAPE_IN_TRY = "the emitted code shortens a tape in a handler, which is a part of a `try` body used after it"

REAL = "a real program that needs more than one of these"

LIMITS: dict[str, tuple[int, str, str]] = {
    "functions-mapped": (1, "TGT203", ITERATOR),
    "functions-sorted_by_key": (1, "TGT203", ITERATOR),
    "functions-transposed": (1, "TGT301", ITERATOR),
    "aliasing-reshape_that_copies": (1, "TGT401", MEMORY),
    "aliasing-ravel_decided_at_run_time": (1, "TGT401", MEMORY),
    "aliasing-ravel_decided_to_view": (1, "TGT401", MEMORY),
    "aliasing-ravel_of_argument": (1, "TGT401", MEMORY),
    "aliasing-ravel_of_fortran_argument": (1, "TGT401", MEMORY),
    "aliasing-asarray_aliases": (1, "TGT401", MEMORY),
    "aliasing-alias_by_branch": (1, "TGT401", MEMORY),
    "aliasing-alias_by_other_branch": (1, "TGT401", MEMORY),
    "aliasing-same_array_twice_in_list": (1, "TGT405", CONTAINER),
    "aliasing-history_of_references": (1, "TGT405", CONTAINER),
    "aliasing-loop_carried_view": (1, "TGT401", MEMORY),
    "aliasing-alias_in_tuple": (1, "TGT405", CONTAINER),
    "aliasing-alias_in_dict": (1, "TGT405", CONTAINER),
    "soundness-row_of_a_loop_behind_it": (1, "TGT401", MEMORY),
    "soundness-view_of_an_array_bound_anew": (1, "TGT401", MEMORY),
    "soundness-view_of_an_exchanged_buffer": (1, "TGT401", MEMORY),
    "soundness-view_carried_by_a_loop": (1, "TGT401", MEMORY),
    "statements-loop_inside_try": (2, "TGT116", TAPE_IN_TRY),
    "state-list_inside_a_dict": (2, "TGT301", CONTAINER),
    "numerics-arc_length": (2, "TGT405", REAL),
    "numerics-gmres_two_steps": (2, "TGT501", REAL),
    "mechanics-cloth_sag": (1, "TGT401", REAL),
    "mechanics-shallow_water": (2, "TGT401", REAL),
    "mechanics-quaternion_rotation": (1, "TGT204", REAL),
    "signals-fir_with_delay_line": (1, "TGT501", REAL),
    "signals-ray_depth": (1, "TGT501", REAL),
    "finance-heston_paths": (1, "TGT203", REAL),
    "finance-ledger_utility": (1, "TGT405", REAL),
    "networks-gru_sequence": (1, "TGT203", REAL),
    "networks-learning_rate_gradient": (2, "TGT501", REAL),
}
