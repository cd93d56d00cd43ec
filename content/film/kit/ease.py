"""Time: how things start, move and come to rest."""
import math


def clamp(value, low=0.0, high=1.0):
    return low if value < low else high if value > high else value


def part(t, start, end):
    """How far t is from start to end, 0 to 1."""
    return clamp((t - start) / (end - start))


def smooth(t, start=0.0, end=1.0):
    """Comes up from rest and settles."""
    p = part(t, start, end)
    return p * p * p * (p * (6 * p - 15) + 10)


def out(t, start, end):
    """Arrives fast and settles."""
    return 1 - (1 - part(t, start, end)) ** 3


def spring(t, start, stiffness=16.0, damping=7.5):
    """From 0 to 1 with one small overshoot."""
    if t <= start:
        return 0.0
    s = t - start
    return 1 - math.exp(-damping * s) * math.cos(stiffness * s)


def mix(a, b, p):
    return a + (b - a) * p


def breath(t, period, phase=0.0):
    """0 to 1 and back, as slowly as breathing."""
    return 0.5 - 0.5 * math.cos(2 * math.pi * (t / period + phase))


def drift(t, seed=0.0):
    """A hand-held sway, -1 to 1, never still and never quick."""
    return (0.55 * math.sin(0.53 * t + seed * 7.1)
            + 0.30 * math.sin(0.97 * t + seed * 3.3)
            + 0.15 * math.sin(1.71 * t + seed * 1.7))
