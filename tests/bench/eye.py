"""What the screen shows, seen by event: the X server says when something was
drawn (XDamage, after each drawing operation), and only then a look is taken at
the frame buffer. The moment is that of the event, so that it is as precise for
every program and watching costs the machine nothing while nothing is drawn.

XDamage alone would not do: a program that draws the same picture again also
causes damage, as does film beside a button. So the pixels decide, and the
event dates them."""

import mmap
import select
import time

from Xlib import display
from Xlib.ext import damage

from numbered import Watcher
from rig import check


class Eye:
    """Watches one stage, from before its program starts."""

    def __init__(self, stage):
        self.display = display.Display(stage.env["DISPLAY"])
        self.display.damage_query_version()
        self.display.screen().root.damage_create(
            damage.DamageReportRawRectangles)
        self.display.sync()
        self.numbers = Watcher(stage.screen, stage.width, stage.height)
        self.screen = stage.screen
        with open(stage.screen.path, "rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)

    def close(self):
        self.display.close()
        self.data.close()

    def _drawn(self, until):
        """The moment at which drawing was reported, and how often since the
        last time; None when nothing was drawn until then."""
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select(
                    [self.display.fileno()], [], [], left)[0]:
                return None, 0
            moment = time.monotonic()
            count = self._drain()
            if count:
                return moment, count

    def _drain(self):
        count = 0
        while self.display.pending_events():
            self.display.next_event()
            count += 1
        return count

    def wait(self, seen, seconds):
        """The moment in which seen() began to hold, or None."""
        until = time.monotonic() + seconds
        self._drain()
        if seen():
            return time.monotonic()
        while True:
            moment, _ = self._drawn(until)
            if moment is None or seen():
                return moment

    def wait_clip(self, *clips, seconds=30):
        """The moment a picture of one of these numbered clips was up."""
        def seen():
            clip, _, _, lit = self.numbers.read(self.data)
            return lit and clip in clips
        moment = self.wait(seen, seconds)
        check(moment, f"clip {clips} was not on the screen in {seconds} s")
        return moment

    def pixel(self, x, y):
        at = self.screen.offset + int(y) * self.screen.pitch + int(x) * 4
        return self.data[at:at + 3]

    def draws(self, seconds):
        """How often something was drawn, whatever it looked like."""
        self._drain()
        until, total = time.monotonic() + seconds, 0
        while True:
            moment, count = self._drawn(until)
            if moment is None:
                return total
            total += count

    def frames(self, clip, seconds):
        """(moment, number) of each new frame of a numbered clip."""
        until, found = time.monotonic() + seconds, []
        while True:
            moment, _ = self._drawn(until)
            if moment is None:
                return found
            number, frame, _, lit = self.numbers.read(self.data)
            if lit and number == clip and (not found
                                           or found[-1][1] != frame):
                found.append((moment, frame))
