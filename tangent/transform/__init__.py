"""Calculus on trees: a function of the core language becomes its derivative, reverse or forward."""
