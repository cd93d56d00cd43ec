"""How costs grow: with the pack, with the screen, with hours of running. Each
curve is a job at several sizes; the last one is one long run."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from measure import Window, cpu_seconds, handles, memory
from rig import check

SCREENS = {"1280x720": (1280, 720), "1920x1080": (1920, 1080),
           "3840x2160": (3840, 2160)}


@dataclass
class Curve:
    """Figures at several sizes. `figures` has, for each, what it is and its
    unit; work says how the work itself grows from size to size."""
    name: str
    what: str
    sizes: tuple
    figures: dict
    job: Callable
    programs: tuple
    work: tuple = ()
    screens: dict | None = None  # size -> screen, where it is not 1080p


def stories(bench, program, count):
    """A pack of so many stories: start to first picture (the second start),
    memory in the attract loop, and what a visit costs from the first touch to
    the last screen: the picture of a story, a film, a question, a film."""
    pack = bench.packs.stories(int(count))
    program.warm(pack)
    began = time.monotonic()
    program.show_loop(pack)
    figures = {"start": (program.eye.wait_clip(1) - began) * 1000}
    program.kiosk.wait_screen("attract")
    time.sleep(3)
    pid = program.process.pid
    figures["memory"] = memory(pid)
    before = cpu_seconds(pid)
    program.to_film()
    program.kiosk.wait_screen("question")
    time.sleep(1)  # the films behind the choices are made ready
    program.tap("choose")
    program.kiosk.wait_screen("ending")
    figures["visit"] = cpu_seconds(pid) - before
    return figures


def screens(bench, program, _):
    """The 1080p25 film with captions on screens of three sizes."""
    program.show_film(bench.film)
    time.sleep(3)
    cpu, server = Window.of(program, 6 if bench.quick else 10).per_minute()
    return {"cpu": cpu, "cpu server": server,
            "memory": memory(program.process.pid)}


FEW, MANY, AROUND = 50, 500, 10


class Held:
    """What is held while clips pass, averaged around every fiftieth one."""

    def __init__(self, every):
        self.every, self.samples = every, {}

    def sample(self, clips, pid):
        near = round(clips / self.every) * self.every
        if near and abs(clips - near) <= AROUND:
            self.samples.setdefault(near, []).append(
                dict(handles(pid), memory=memory(pid)))

    def figures(self):
        """{clips: {figure: mean}}"""
        return {near: {name: sum(s[name] for s in found) / len(found)
                       for name in found[0]}
                for near, found in self.samples.items()}


def hours(bench, program):
    """Clips of 0.6 s, one after another, each a file of its own, as in some
    hours of visits: memory and handles of all processes, around every
    fiftieth clip."""
    many = 100 if bench.quick else MANY
    program.show_loop(bench.packs.chain(many + AROUND + 5))
    program.kiosk.wait_screen("attract")
    program.to_film()
    held, clips, last = Held(25 if bench.quick else FEW), 0, None
    quiet = time.monotonic()
    while clips <= many + AROUND:
        number, _, _, lit = program.eye.numbers.read(program.eye.data)
        if lit and number > 1 and number != last:
            # numbers go from 2 to 15 and round: a clip that was not seen
            # between two looks is counted too
            clips += 1 if last is None else (number - last) % 14
            last, quiet = number, time.monotonic()
            held.sample(clips, program.process.pid)
        check(time.monotonic() - quiet < 20, f"stopped after {clips} clips")
        time.sleep(0.1)
    return held.figures()


CURVES = [
    Curve("stories", "stories in the pack", ("1", "10", "100"),
          {"start": ("start to first picture", "ms"),
           "memory": ("memory, attract loop", "MB"),
           "visit": ("a visit", "CPU s")}, stories, ("omstander",),
          work=(1, 10, 100)),
    Curve("screens", "the screen", tuple(SCREENS),
          {"cpu": ("a minute of film", "CPU s"),
           "memory": ("memory, film running", "MB")}, screens,
          ("omstander", "mpv"), work=(4 / 9, 1, 4), screens=SCREENS),
]
HOURS = {"memory": ("memory", "MB"), "files": ("open files", ""),
         "threads": ("threads", ""), "processes": ("processes", "")}
