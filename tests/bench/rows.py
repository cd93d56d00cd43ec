"""The rows of the bench: one piece of work each, done by omstander and by what
a cinema would use instead. A job does the work once, on a stage of its own, and
returns its figures; a row picks one of them. Rows that share a job are measured
together."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from measure import Window, memory, percentile, pss
from packs import Packs
from rig import check

OURS = ("omstander",)
WITH_MPV = ("omstander", "mpv", "mpv-fast")
WITH_PAGE = ("omstander", "chromium")
ALL = ("omstander", "mpv", "mpv-fast", "chromium")


class Bench:
    """Sizes of the measurements, and the packs they use."""

    def __init__(self, build, quick):
        self.quick = quick
        self.packs = Packs(build / "tests" / "packs")
        self.window = 6 if quick else 20  # seconds of film that are measured
        self.loop = 8 if quick else 14  # seconds of an attract loop of four
        self.touches = 12 if quick else 40
        self.film = self.packs.film(self.window + 10)


@dataclass
class Row:
    """One line of the table. The figure of a round is a number, of which the
    median counts, or a list, of which all rounds are put together and the
    percentile `part` counts."""
    name: str
    what: str
    unit: str
    job: Callable
    figure: str
    programs: tuple
    goals: dict = field(default_factory=dict)  # at most so much of a peer's
    limit: float | None = None  # at most so much, whatever others do
    part: float = .5

    def of(self, rounds):
        """One figure from those of some rounds."""
        if isinstance(rounds[0], list):
            return percentile(sum(rounds, []), self.part)
        return percentile(rounds, .5) if len(rounds) % 2 else (
            sum(sorted(rounds)[len(rounds) // 2 - 1:][:2]) / 2)


def film(bench, program):
    """1080p25 with captions, past the entrance and the controls, then memory
    with the next clip ready: processor seconds for a minute, proportional set
    size. The X server's share of both beside it."""
    program.show_film(bench.film)
    time.sleep(3)
    cpu, server = Window.of(program, bench.window).per_minute()
    return {"cpu": cpu, "cpu server": server,
            "memory": memory(program.process.pid),
            "memory server": pss(program.stage.processes[0].pid)}


def start(bench, program):
    """From fork to the first whole picture of the attract loop; program, film
    and profile are in the disk cache from a start before it."""
    pack = bench.packs.loop()
    program.warm(pack)
    began = time.monotonic()
    program.show_loop(pack)
    return {"ms": (program.eye.wait_clip(1) - began) * 1000}


def loop_cost(bench, program):
    """The attract loop, its seams included: processor seconds for a minute."""
    program.show_loop(bench.packs.loop())
    program.eye.wait_clip(1)
    time.sleep(2)
    cpu, server = Window.of(program, bench.loop).per_minute()
    return {"cpu": cpu, "cpu server": server}


def loop_gap(bench, program):
    """Where the film begins again, the longest that one picture stood among
    the five before and the five after; 40 ms is the rhythm of the film."""
    program.show_loop(bench.packs.loop())
    program.eye.wait_clip(1)
    frames = program.eye.frames(1, bench.loop + 2)
    stood = [(b[0] - a[0]) * 1000 for a, b in zip(frames, frames[1:])]
    seams = [max(stood[max(0, i - 5):i + 6]) for i, (a, b)
             in enumerate(zip(frames, frames[1:])) if b[1] < a[1]]
    check(seams, f"{program.name} never began again")
    return {"ms": seams}


def press_often(bench, program):
    """XTest presses on a button, each from the moment before it is sent to the
    drawing that changes the button's ground. The finger leaves the button
    before it is lifted, so that nothing is chosen."""
    x, y, w, h = program.rect
    x, y = x + 8, y + h // 2
    times = []
    for _ in range(bench.touches):
        program.hands.move(x, y)
        time.sleep(0.25)
        before = program.eye.pixel(x, y)
        began = time.monotonic()
        program.hands.press()
        changed = program.eye.wait(
            lambda: program.eye.pixel(x, y) != before, 1)
        program.hands.move(*program.away)
        program.hands.release()
        check(changed, f"{program.name}: a press changed nothing")
        times.append((changed - began) * 1000)
        time.sleep(0.1)
    return {"ms": times}


def touch(bench, program):
    """A choice over a frozen film."""
    program.show_question(bench.packs.question())
    time.sleep(1)
    return press_often(bench, program)


def touch_film(bench, program):
    """A button over a running film."""
    program.show_running(bench.film)
    return press_often(bench, program)


def switch(bench, program):
    """A tap on a choice, from the lifted finger to the first picture of the
    film behind it, which was made ready while the question stood."""
    program.show_question(bench.packs.question())
    time.sleep(1.2)
    x, y, w, h = program.rect
    lifted = program.hands.tap(x + w // 2, y + h // 2)
    return {"ms": (program.eye.wait_clip(3, 4, seconds=5) - lifted) * 1000}


def still(bench, program):
    """Ten seconds of a question over a frozen film: processor time and how
    often anything was drawn."""
    program.show_question(bench.packs.question())
    time.sleep(3)
    window = Window(program)
    draws = program.eye.draws(10)
    return {"share": window.close().share(), "draws": draws}


ROWS = [
    Row("film_cpu", "a minute of film with captions", "CPU s", film, "cpu",
        ALL, {"mpv": 0.7, "chromium": 0.5}),
    Row("memory", "memory, film running, the next clip ready", "MB", film,
        "memory", ALL, {"chromium": 0.45}),
    Row("start", "start to first picture", "ms", start, "ms", ALL,
        {"mpv": 0.8, "chromium": 0.25}),
    Row("loop_cpu", "a minute of the attract loop", "CPU s", loop_cost, "cpu",
        WITH_MPV, {"mpv": 0.7}),
    Row("loop_gap", "the seam of the attract loop", "ms", loop_gap, "ms",
        WITH_MPV, {"mpv": 1.0}),
    Row("touch_p50", "touch to pixels, film frozen, p50", "ms", touch, "ms",
        WITH_PAGE, {"chromium": 1.0}),
    Row("touch_p99", "touch to pixels, film frozen, p99", "ms", touch, "ms",
        WITH_PAGE, {"chromium": 1.0}, part=.99),
    Row("touch_film_p50", "touch to pixels, film running, p50", "ms",
        touch_film, "ms", WITH_PAGE),
    Row("touch_film_p99", "touch to pixels, film running, p99", "ms",
        touch_film, "ms", WITH_PAGE, limit=33, part=.99),
    Row("switch", "touch to the film behind the choice", "ms", switch, "ms",
        WITH_PAGE, {"chromium": 0.5}),
    Row("still", "a question that stands still", "% of a core", still,
        "share", OURS, limit=0.5),
    Row("still_draws", "drawing in ten seconds of it", "draws", still,
        "draws", OURS, limit=0),
]
