"""From a function object to its text, its tree and the objects behind its names."""
