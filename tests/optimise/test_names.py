"""The passes about names: `coalesce` and `renumber`."""

from tangent.emit.printer import to_source
from tangent.optimise import Context, run_passes
from tests.optimise.workbench import body, check, parse, pure, temporaries, unchanged

# ---------------------------------------------------------------------------------------------- coalesce


def test_chain_of_adjoints_is_one_name():
    check(
        """
        x_bar = y_bar.x
        self_x_bar = x_bar
        x_bar_1 = self_x_bar
        return x_bar_1
        """,
        """
        x_bar = y_bar.x
        return x_bar
        """,
        "coalesce",
    )


def test_part_of_a_tuple_gets_the_name_of_the_user():
    check(
        """
        t1, t2 = g(x)
        v = t1
        return v + t2
        """,
        """
        v, t2 = g(x)
        return v + t2
        """,
        "coalesce",
    )


def test_copy_that_keeps_an_old_value_stays():
    unchanged(
        """
        t1, t2 = g(x)
        for i in range(n):
            v = t1
            t1, t2 = g(v)
            t2 = v + t1
        return t2
        """,
        "coalesce",
    )


def test_copy_in_a_loop_is_read_in_the_next_trip():
    unchanged(
        """
        v = x
        t1, t2 = g(x)
        for i in range(n):
            t2 = t2 + v
            v = t1
            t1 = t1 * 2
        return t2
        """,
        "coalesce",
    )


def test_buffers_that_change_places_keep_theirs():
    unchanged(
        """
        t1 = x + 1
        t2 = x + 2
        for i in range(n):
            t3 = t1
            t1 = t2
            t2 = t3
        return t1 - t2
        """,
        "coalesce",
    )


def test_value_that_a_handler_may_read_stays():
    unchanged(
        """
        t1, t2 = g(x)
        try:
            v = t1
            t1 = g(v)
            t2 = g(t1)
        except ValueError:
            t2 = v + t1
        return t2
        """,
        "coalesce",
    )


def test_value_after_break_is_not_lost():
    unchanged(
        """
        t1 = g(x)
        v = t1
        for i in range(n):
            t1 = g(t1)
            if t1 > 0:
                break
            v = 1
        return v + t1
        """,
        "coalesce",
    )


def test_adjoints_of_two_variables_of_the_user_keep_their_names():
    unchanged(
        """
        z_bar = y_bar * y
        x_bar = z_bar
        x_bar = x_bar + x
        return x_bar
        """,
        "coalesce",
    )


def test_parameter_is_not_written_over_by_the_compiler():
    unchanged(
        """
        t1 = x
        for i in range(n):
            t1 = t1 * y
        return t1
        """,
        "coalesce",
    )


def test_names_in_nested_functions_stay():
    unchanged(
        """
        t1, t2 = g(x)
        v = t1
        t3 = lambda: t1
        return v + t3()
        """,
        "coalesce",
    )


def together(texts, *passes, renamed=()):
    from tangent.optimise import PASSES

    functions = [parse(t) for t in texts]
    names = frozenset().union(*(temporaries(f) for f in functions))
    contexts = [Context(f, names, pure, renamed=dict(renamed), users=frozenset("xyz")) for f in functions]
    run_passes(contexts, [p for p in PASSES if p not in passes])
    return [to_source(f) + "\n" for f in functions]


def test_second_value_of_a_variable_gets_its_name_back():
    (text,) = together([body("x_1 = x.copy()\nx_1[0] = y\nreturn x_1")], "coalesce", renamed={"x_1": "x"})
    assert text == body("x = x.copy()\nx[0] = y\nreturn x")


def test_second_value_of_a_variable_of_which_the_first_is_read():
    source = body("x_1 = x.copy()\nx_1[0] = y\nreturn x_1 + x")
    assert together([source], "coalesce", renamed={"x_1": "x"}) == [source]


def test_what_is_handed_over_has_one_name():
    forward = body("x_1 = x * y\nreturn x_1, (x_1,)", "x, y")
    backward = body("(x_1,) = saved\nx_bar = y_bar * x_1\nreturn x_bar", "saved, y_bar")
    one, two = together([forward, backward], "coalesce", renamed={"x_1": "x"})
    assert "x = x * y" in one and "(x,) = saved" in two
    # The backward function reads both: neither gives up its name.
    backward = body("x, x_1 = saved\nx_bar = y_bar * x_1 * x\nreturn x_bar", "saved, y_bar")
    assert together([forward, backward], "coalesce", renamed={"x_1": "x"}) == [forward, backward]


# ---------------------------------------------------------------------------------------------- renumber


def test_numbers_without_gaps():
    check(
        """
        t4 = x * y
        t13 = x + t4
        t13_bar = y_bar * t4
        x_bar_2 = t13_bar * t13
        x_bar_5 = x_bar_2 + t13
        return x_bar_2, x_bar_5
        """,
        """
        t1 = x * y
        t2 = x + t1
        t2_bar = y_bar * t1
        x_bar = t2_bar * t2
        x_bar_1 = x_bar + t2
        return x_bar, x_bar_1
        """,
        "renumber",
    )


def test_number_of_a_variable_of_the_user_is_taken():
    check(
        """
        t2 = x * y
        t7 = x + t2
        return t7 * t1 + t2_bar
        """,
        """
        t2 = x * y
        t3 = x + t2
        return t3 * t1 + t2_bar
        """,
        "renumber",
        user=("t1", "t2_bar"),
    )


def test_result_that_nobody_reads():
    check(
        """
        t1, t2 = g(x)
        y, t3 = g(x)
        return t2
        """,
        """
        _, t1 = g(x)
        y, _ = g(x)
        return t1
        """,
        "renumber",
    )


def test_underscore_that_means_something():
    unchanged(
        """
        t1, t2 = g(x)
        return _(t2)
        """,
        "renumber",
    )


def test_pair_of_functions_has_the_same_numbers():
    forward = body("t5 = np.sin(x)\nt9 = np.cos(x)\nreturn t9, (t9, t5)", "x")
    backward = body("t9, t5 = saved\nx_bar = t5 * t9\nreturn x_bar", "saved, y_bar")
    one, two = together([forward, backward], "renumber")
    assert one == body("t1 = np.sin(x)\nt2 = np.cos(x)\nreturn t2, (t2, t1)", "x")
    assert two == body("t2, t1 = saved\nx_bar = t1 * t2\nreturn x_bar", "saved, y_bar")


# ---------------------------------------------------------------------------------------------- prune


def test_value_that_is_handed_over_and_not_read():
    forward = body("t1 = np.sin(x)\nt2 = np.cos(t1)\nreturn t2, (x, t1, t2)", "x")
    backward = body("x, t1, t2 = saved\nx_bar = t1 * t2\nreturn x_bar", "saved, y_bar")
    one, two = together([forward, backward], "prune")
    assert one == forward.replace("(x, t1, t2)", "(t1, t2)") and two == backward.replace(
        "x, t1, t2", "t1, t2"
    )


def test_one_value_is_handed_over_bare():
    forward = body("t1 = np.sin(x)\nreturn t1, (x, t1)", "x")
    backward = body("x, t1 = saved\nx_bar = y_bar * t1\nreturn x_bar", "saved, y_bar")
    one, two = together([forward, backward], "prune")
    assert one == forward.replace("(x, t1)", "t1")
    assert two == body("x_bar = y_bar * t1\nreturn x_bar", "t1, y_bar")


def test_nothing_is_handed_over():
    forward = body("t1 = np.sin(x)\nreturn t1, (x, t1)", "x")
    backward = body("x, t1 = saved\nreturn 2.0 * y_bar", "saved, y_bar")
    one, two = together([forward, backward], "prune")
    assert one == forward.replace("(x, t1)", "()")
    assert two == body("return 2.0 * y_bar", "saved, y_bar")


# ---------------------------------------------------------------------------------------------- sink


def test_value_is_taken_from_its_tape_under_the_comment_of_its_statement():
    check(
        """
        for i in range(n):
            y = y_tape.pop()
            x = x_tape.pop()
            # backward: r = z * z
            z_bar = 2.0 * y_bar * z
            # backward: z = y * x
            x_bar += z_bar * y
            y_bar = z_bar * x
        return x_bar
        """,
        """
        for i in range(n):
            # backward: r = z * z
            z_bar = 2.0 * y_bar * z
            # backward: z = y * x
            y = y_tape.pop()
            x = x_tape.pop()
            x_bar += z_bar * y
            y_bar = z_bar * x
        return x_bar
        """,
        "sink",
    )


def test_tape_is_read_in_each_trip():
    unchanged(
        """
        for i in range(n):
            y = y_tape.pop()
            z = z_tape.pop()
            if z > 0:
                continue
            # backward: z = y * x
            y_bar = z_bar * y
        return y_bar
        """,
        "sink",
    )


def test_branch_that_reads_it_is_behind_the_pop():
    unchanged(
        """
        for i in range(n):
            y = y_tape.pop()
            if x > 0:
                # backward: z = y * x
                y_bar = z_bar * y
            y_bar = 2.0 * y_bar
        return y_bar
        """,
        "sink",
    )


def test_list_of_the_user_is_no_tape():
    unchanged(
        """
        y = x.pop()
        # backward: z = y * x
        y_bar = z_bar * y
        return y_bar
        """,
        "sink",
    )
