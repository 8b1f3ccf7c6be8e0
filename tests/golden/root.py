"""A while loop with an exit in its middle: the length of the tape is the number of rounds."""

# mode: grad
# wrt: square


def root(square, enough):
    guess = square
    while True:
        move = (guess * guess - square) / (2.0 * guess)
        guess = guess - move
        if abs(move) < enough:
            break
    return guess


EXAMPLE = (7.0, 1e-12)


# output


def root_grad(square, enough):
    """Gradient of root with respect to square."""
    # forward
    guess = square
    guess_tape = []
    while True:
        move = (guess * guess - square) / (2.0 * guess)
        guess_tape.append(guess)
        guess = guess - move
        if abs(move) < enough:
            break
    # backward: return guess
    guess_bar = 1.0
    square_bar = 0.0
    while guess_tape:
        # backward: guess = guess - move
        move_bar = -guess_bar
        # backward: move = (guess * guess - square) / (2.0 * guess)
        guess = guess_tape.pop()
        t1 = 2.0 * guess
        quotient_bar = move_bar / t1
        move = (guess * guess - square) / t1
        guess_bar -= 2.0 * quotient_bar * move
        square_bar -= quotient_bar
        guess_bar += 2.0 * quotient_bar * guess
    # backward: guess = square
    square_bar += guess_bar
    return square_bar
