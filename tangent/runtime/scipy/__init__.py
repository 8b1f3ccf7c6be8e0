"""Helpers of the rules for SciPy, imported with these only.

They may call functions of SciPy: programs that call them need it anyway.
"""
