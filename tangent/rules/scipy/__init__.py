"""Rules for SciPy, one file for each of its modules (`tangent.rules.libraries` reads them)."""
