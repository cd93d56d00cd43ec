"""The rows of the bench: one piece of work each, done by omstander and by what
a cinema would use instead. A function does the work once, on a stage of its
own, and returns the figure (with the X server's share, where it costs any)."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))

from measure import Pixels, Window, counts, memory, percentile  # noqa: E402
from numbered import make_pack  # noqa: E402
from programs import Chromium, Mpv, Omstander  # noqa: E402
from rig import Stage, check, wait_until  # noqa: E402
from xhands import Hands  # noqa: E402

END = {"end": "Klaar."}


def choice(name, goto):
    return {"id": name, "text": f"Keuze {name}", "goto": goto}


class Bench:
    """Sizes of the measurements, and the packs and clips they use."""

    def __init__(self, build, quick):
        self.build, self.quick = build, quick
        self.work = build / "tests" / "packs"
        self.window = 6 if quick else 20  # seconds of film that are measured
        self.touches = 12 if quick else 40
        self.loops = (20, 60) if quick else (50, 500)

    def film_pack(self):
        seconds = self.window + 10
        pack = make_pack(
            self.work / f"bench-film-{seconds}",
            {"lus": (1, 4), "film": (2, seconds), "vervolg": (3, 4)},
            {"film": {"clip": "clips/film.mp4", "next": "vervolg"},
             "vervolg": {"clip": "clips/vervolg.mp4", "next": "einde"},
             "einde": END}, "film", "lus")
        captions = pack / "clips" / "film.nl.vtt"
        lines = ["WEBVTT", ""]
        for at in range(0, seconds - 2, 3):
            lines += [f"00:{at // 60:02}:{at % 60:02}.000 --> "
                      f"00:{(at + 2) // 60:02}:{(at + 2) % 60:02}.500",
                      f"Ondertitel nummer {at},", "over twee regels", ""]
        captions.write_text("\n".join(lines))
        return pack

    def question_pack(self):
        return make_pack(
            self.work / "bench-question",
            {"lus": (1, 4), "begin": (2, 4), "a": (3, 3), "b": (4, 3)},
            {"begin": {"clip": "clips/begin.mp4", "next": "a",
                       "cues": [{"at": 0.4, "ask": "vraag"}]},
             "vraag": {"ask": "choice", "text": "Wat doe jij?",
                       "choices": [choice("a", "a"), choice("b", "b")]},
             "a": {"clip": "clips/a.mp4", "next": "einde"},
             "b": {"clip": "clips/b.mp4", "next": "einde"},
             "einde": END}, "begin", "lus")

    def loop_pack(self, name, seconds):
        return make_pack(
            self.work / f"bench-{name}", {"lus": (1, seconds), "film": (2, 4)},
            {"film": {"clip": "clips/film.mp4", "next": "einde"},
             "einde": END}, "film", "lus")

    def clip(self, pack, name):
        return pack / "clips" / f"{name}.mp4"


# -- a film with captions -----------------------------------------------------

def omstander_film(bench):
    with Stage() as stage:
        program = Omstander(stage).start(bench.film_pack())
        program.to_film()
        time.sleep(3)  # past the entrance and the controls
        window = Window(program, bench.window)
        result = window.share(), 100 * window.server / window.seconds
        program.end()
    return result


def mpv_film(bench):
    pack = bench.film_pack()
    with Stage() as stage:
        program = Mpv(stage).start(
            bench.clip(pack, "film"),
            f"--sub-file={pack / 'clips' / 'film.nl.vtt'}")
        program.wait_clip(2)
        time.sleep(3)
        window = Window(program, bench.window)
        result = window.share(), 100 * window.server / window.seconds
        program.end()
    return result


def chromium_film(bench):
    pack = bench.film_pack()
    with Stage() as stage:
        program = Chromium(stage).start(
            bench.clip(pack, "film"), bench.clip(pack, "vervolg"),
            pack / "clips" / "film.nl.vtt")
        program.wait_clip(2)
        time.sleep(3)
        window = Window(program, bench.window)
        result = window.share(), 100 * window.server / window.seconds
        program.end()
    return result


# -- memory with the next clip ready ------------------------------------------

def omstander_memory(bench):
    with Stage() as stage:
        program = Omstander(stage).start(bench.film_pack())
        program.to_film()
        time.sleep(4)
        result = memory(program.process.pid)
        program.end()
    return result


def mpv_memory(bench):
    pack = bench.film_pack()
    with Stage() as stage:
        program = Mpv(stage).start(bench.clip(pack, "film"))
        program.wait_clip(2)
        time.sleep(4)
        result = memory(program.process.pid)
        program.end()
    return result


def chromium_memory(bench):
    pack = bench.film_pack()
    with Stage() as stage:
        program = Chromium(stage).start(bench.clip(pack, "film"),
                                        bench.clip(pack, "vervolg"))
        program.wait_clip(2)
        time.sleep(4)
        result = memory(program.process.pid)
        program.end()
    return result


# -- from the start of the program to its first picture -----------------------

def first_picture(program, begin):
    began = time.monotonic()
    begin()
    program.wait_clip(1)
    result = (time.monotonic() - began) * 1000
    program.end()
    return result


def omstander_start(bench):
    with Stage() as stage:
        program = Omstander(stage)
        pack = bench.loop_pack("attract", 4)
        return first_picture(program, lambda: program.start(pack))


def mpv_start(bench):
    with Stage() as stage:
        program = Mpv(stage)
        clip = bench.clip(bench.loop_pack("attract", 4), "lus")
        return first_picture(program, lambda: program.start(clip))


def chromium_start(bench):
    with Stage() as stage:
        program = Chromium(stage)
        clip = bench.clip(bench.loop_pack("attract", 4), "lus")
        program.warm(clip)
        return first_picture(program, lambda: program.start(clip, loop=True))


# -- the attract loop ---------------------------------------------------------

def loop_cost(bench, program):
    program.wait_clip(1)
    time.sleep(2)
    window = Window(program, bench.window)
    return window.share(), 100 * window.server / window.seconds


def loop_gap(bench, program):
    """The longest a picture stood where the film begins again, in ms."""
    program.wait_clip(1)
    time.sleep(1)
    with program.watcher as watcher:
        time.sleep(13 if bench.quick else 25)
    frames = watcher.frames(1)
    seams = [(b[0] - a[0]) * 1000 for a, b in zip(frames, frames[1:])
             if b[1] < a[1]]
    check(seams, f"{program.name} never began again")
    return percentile(seams, .5)


def omstander_loop(measure):
    def run(bench):
        with Stage() as stage:
            program = Omstander(stage).start(bench.loop_pack("attract", 4))
            result = measure(bench, program)
            program.end()
        return result
    return run


def mpv_loop(measure):
    def run(bench):
        clip = bench.clip(bench.loop_pack("attract", 4), "lus")
        with Stage() as stage:
            program = Mpv(stage).start(clip, "--loop-file=inf")
            result = measure(bench, program)
            program.end()
        return result
    return run


# -- a touch ------------------------------------------------------------------

def press_times(bench, stage, hands, x, y, away):
    """From a press to changed pixels, some times over, in ms. The pixels are
    of the button's ground, so that film behind it does not count."""
    pixels = Pixels(stage.screen, [(x, y)])
    times = []
    for _ in range(bench.touches):
        hands.move(x, y)
        time.sleep(0.25)
        before = pixels.read()
        pressed = hands.press()
        changed = pixels.wait_change(before)
        hands.move(*away)  # leaves it: nothing is chosen
        hands.release()
        check(changed, "a press changed nothing")
        times.append((changed - pressed) * 1000)
        time.sleep(0.1)
    return times


def button_middle(program, name):
    x, y, w, h = program.kiosk.target(name)["rect"]
    return x + w - 12, y + h // 2


def omstander_touch(part):
    def run(bench):
        with Stage() as stage:
            program = Omstander(stage).start(bench.question_pack())
            program.to_film()
            program.kiosk.wait_screen("question")
            time.sleep(1)
            times = press_times(bench, stage, program.hands(),
                                *button_middle(program, "choose"), (960, 30))
            program.end()
        return percentile(times, part)
    return run


def omstander_touch_film(part):
    """A press on a button that lies over a running film."""
    def run(bench):
        with Stage() as stage:
            program = Omstander(stage).start(bench.film_pack())
            program.to_film()
            time.sleep(0.5)
            program.hands().tap(960, 400)  # brings the controls up
            time.sleep(0.5)
            x, y, w, h = program.kiosk.target("stop")["rect"]
            one = Bench(bench.build, bench.quick)
            one.touches = 10 if bench.quick else 30
            times = press_times(one, stage, program.hands(), x + 8,
                                y + h // 2, (960, 400))
            program.end()
        return percentile(times, part)
    return run


def chromium_touch(part):
    def run(bench):
        pack = bench.question_pack()
        with Stage() as stage:
            program = Chromium(stage).start(
                bench.clip(pack, "begin"), bench.clip(pack, "a"),
                hold=0.4, button=True)
            program.wait_clip(2)
            time.sleep(2)
            hands = Hands(stage.env["DISPLAY"])
            times = press_times(bench, stage, hands, 1380, 542, (960, 30))
            program.end()
        return percentile(times, part)
    return run


# -- from a touch to the film behind it ---------------------------------------

def until_clip(program, lifted, numbers):
    def seen():
        clip, _, _, lit = program.watcher.look()
        return lit and clip in numbers
    wait_until(seen, 5, "the film behind the button", 0.0005)
    return (time.monotonic() - lifted) * 1000


def omstander_switch(bench):
    with Stage() as stage:
        program = Omstander(stage).start(bench.question_pack())
        program.to_film()
        program.kiosk.wait_screen("question")
        time.sleep(1.2)
        lifted = program.tap("choose")
        result = until_clip(program, lifted, (3, 4))
        program.end()
    return result


def chromium_switch(bench):
    pack = bench.question_pack()
    with Stage() as stage:
        program = Chromium(stage).start(
            bench.clip(pack, "begin"), bench.clip(pack, "a"), hold=0.4,
            button=True, swap=True)
        program.wait_clip(2)
        time.sleep(2)
        hands = Hands(stage.env["DISPLAY"])
        lifted = hands.tap(700, 542)
        result = until_clip(program, lifted, (3,))
        program.end()
    return result


# -- standing still, and for long ---------------------------------------------

def omstander_still(bench):
    with Stage() as stage:
        program = Omstander(stage).start(bench.question_pack())
        program.to_film()
        program.kiosk.wait_screen("question")
        time.sleep(3)
        before = stage.screen.grab()
        result = Window(program, 10).share()
        check(stage.screen.difference(before, stage.screen.grab()) == 0,
              "a still question was drawn again")
        program.end()
    return result


def omstander_growth(what):
    """What is held after many clips more than after few."""
    def run(bench):
        few, many = bench.loops
        with Stage() as stage:
            program = Omstander(stage).start(bench.loop_pack("short", 1))
            program.wait_clip(1)
            held = []
            for clips in (few, many - few):
                time.sleep(clips * 1.05)
                pid = program.process.pid
                held.append(memory(pid) if what == "memory"
                            else sum(counts(pid).values()))
            program.end()
        return held[1] - held[0]
    return run


ROWS = [
    # name, what, unit, goals per peer, functions per program
    ("film_cpu", "film with captions: processor", "% of a core",
     {"mpv": 0.7, "chromium": 0.5},
     {"omstander": omstander_film, "mpv": mpv_film,
      "chromium": chromium_film}),
    ("memory", "film, the next clip ready: memory", "MB",
     {"chromium": 0.45},
     {"omstander": omstander_memory, "mpv": mpv_memory,
      "chromium": chromium_memory}),
    ("start", "start to first picture", "ms",
     {"mpv": 0.8, "chromium": 0.25},
     {"omstander": omstander_start, "mpv": mpv_start,
      "chromium": chromium_start}),
    ("loop_cpu", "attract loop: processor", "% of a core", {"mpv": 0.7},
     {"omstander": omstander_loop(loop_cost), "mpv": mpv_loop(loop_cost)}),
    ("loop_gap", "attract loop: the seam", "ms", {"mpv": 1.0},
     {"omstander": omstander_loop(loop_gap), "mpv": mpv_loop(loop_gap)}),
    ("touch_p50", "touch to pixels, film frozen, p50", "ms",
     {"chromium": 1.0},
     {"omstander": omstander_touch(.5), "chromium": chromium_touch(.5)}),
    ("touch_p99", "touch to pixels, film frozen, p99", "ms",
     {"chromium": 1.0},
     {"omstander": omstander_touch(.99), "chromium": chromium_touch(.99)}),
    ("touch_film", "touch to pixels, film running, p99", "ms", {},
     {"omstander": omstander_touch_film(.99)}),
    ("switch", "touch to the film behind it", "ms", {"chromium": 0.5},
     {"omstander": omstander_switch, "chromium": chromium_switch}),
    ("still", "a question that stands still: processor", "% of a core", {},
     {"omstander": omstander_still}),
    ("grow_memory", "memory after many clips minus after few", "MB", {},
     {"omstander": omstander_growth("memory")}),
    ("grow_handles", "processes, threads and files likewise", "", {},
     {"omstander": omstander_growth("counts")}),
]
