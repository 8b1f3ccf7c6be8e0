"""What stops the interpretation of a block for this round."""


class Bottom(Exception):
    """A recursive call whose result is not known yet: nothing behind it is reached in this round."""
