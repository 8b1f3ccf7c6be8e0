"""Two buffers that change places, with a step that is not linear: old contents are saved."""

# mode: grad
# wrt: wave, speed

import numpy as np


def burgers(wave, speed, rounds):
    fresh = wave.copy()
    for _ in range(rounds):
        fresh[1:] = wave[1:] - speed * wave[1:] * (wave[1:] - wave[:-1])
        wave, fresh = fresh, wave
    return np.sum(wave**2)


EXAMPLE = (np.array([0.3, 0.5, 0.8, 0.1, 0.6]), 0.2, 3)


# output


import numpy as np


def burgers_grad(wave, speed, rounds):
    """Gradient of burgers with respect to (wave, speed)."""
    # forward
    wave = wave.copy()
    fresh = wave.copy()
    fresh_tape = []
    for _ in range(rounds):
        fresh_tape.append(fresh[1:].copy())
        fresh[1:] = wave[1:] - speed * wave[1:] * (wave[1:] - wave[:-1])
        wave, fresh = fresh, wave
    # backward: return np.sum(wave**2)
    wave_bar = 2.0 * wave
    fresh_bar = np.zeros_like(fresh)
    speed_bar = 0.0
    for _ in reversed(range(rounds)):
        # backward: wave, fresh = fresh, wave
        fresh, wave = wave, fresh
        fresh_bar, wave_bar = wave_bar, fresh_bar
        # backward: fresh[1:] = wave[1:] - speed * wave[1:] * (wave[1:] - wave[:-1])
        fresh[1:] = fresh_tape.pop()
        t1_bar = fresh_bar[1:].copy()
        fresh_bar[1:] = 0.0
        t2_bar = -t1_bar
        t3_bar = t2_bar * (wave[1:] - wave[:-1])
        t4 = wave[1:]
        t5_bar = t2_bar * (speed * t4)
        wave_bar[:-1] -= t5_bar
        wave_bar[1:] += t5_bar
        speed_bar += t3_bar @ t4
        wave_bar[1:] += t3_bar * speed
        wave_bar[1:] += t1_bar
    # backward: fresh = wave.copy()
    wave_bar += fresh_bar
    return wave_bar, speed_bar
