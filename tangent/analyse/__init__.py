"""Facts about a program in the core language, as plain values: types, memory, activity.  Nothing is written
on trees.
"""
