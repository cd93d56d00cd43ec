"""Clicks with a time: XTest events sent from here, so that a test knows when
the finger landed and when it left."""

import time

from Xlib import X, display
from Xlib.ext import xtest


class Hands:
    def __init__(self, name):
        self.display = display.Display(name)

    def move(self, x, y):
        xtest.fake_input(self.display, X.MotionNotify, x=int(x), y=int(y))
        self.display.sync()

    def press(self):
        xtest.fake_input(self.display, X.ButtonPress, 1)
        self.display.sync()
        return time.monotonic()

    def release(self):
        xtest.fake_input(self.display, X.ButtonRelease, 1)
        self.display.sync()
        return time.monotonic()

    def tap(self, x, y, hold=0.05):
        """When the finger was lifted."""
        self.move(x, y)
        self.press()
        time.sleep(hold)  # a finger's own time
        return self.release()
