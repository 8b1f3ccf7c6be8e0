"""From emitted text to a function that runs."""
