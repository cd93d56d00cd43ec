"""The programs that are compared, each set up to do the same job as well as it
can: omstander, mpv (plain, and asked to be fast) and Chromium in kiosk mode. They
share one set of verbs, so
that a row of the bench is written once for all of them:

  show_film(pack)      the film with captions, the next clip ready where it can
  show_loop(pack)      the attract loop
  show_question(pack)  a film that stands still under a question
  show_running(pack)   a film that runs under a button

`rect` is then where the button is and `away` where a finger may be lifted
without choosing. All but show_loop return when the work is on the screen."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from eye import Eye
from packs import captions_of, clip_of
from rig import Kiosk, check
from xhands import Hands


def version(command):
    try:
        said = subprocess.run(command, capture_output=True, text=True,
                              check=False)
    except FileNotFoundError:
        return None
    return said.stdout.splitlines()[0].split(" Copyright")[0].strip()


class Program:
    """One on a stage (a private screen and sound card); ends with `with`."""

    def __init__(self, stage):
        self.stage = stage
        self.eye = Eye(stage)
        self.hands = Hands(stage.env["DISPLAY"])
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        self.eye.close()

    def spawn(self, command):
        self.process = self.stage.spawn(command, start_new_session=True)

    def warm(self, pack):
        """A start that is not measured: files are in memory after it, and
        Chromium has made its profile."""
        self.show_loop(pack)
        self.eye.wait_clip(1)
        self.end()
        gone = self.eye.wait(
            lambda: not self.eye.numbers.read(self.eye.data)[3], 10)
        check(gone, f"{self.name} ended, its picture is still there")

    def end(self):
        if self.process and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, signal.SIGTERM)
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


class Omstander(Program):
    name = "omstander"
    build = None  # set by run

    @classmethod
    def find_version(cls):
        return version([str(cls.build / "omstander"), "--version"])

    def show_loop(self, pack):
        self.kiosk = Kiosk(self.stage, self.build / "omstander", pack=pack)
        self.process = self.kiosk.process

    def tap(self, name, index=0):
        x, y, w, h = self.kiosk.target(name, index)["rect"]
        time.sleep(0.35)  # the guard after a new screen is time itself
        return self.hands.tap(x + w // 2, y + h // 2)

    def to_film(self):
        """From the attract loop into the first story."""
        self.tap("start")
        self.kiosk.wait_screen("stories")
        self.tap("story")
        self.kiosk.wait_screen("film", "question")

    def show_film(self, pack):
        self.show_loop(pack)
        self.kiosk.wait_screen("attract")
        self.to_film()
        self.eye.wait_clip(2)

    def show_question(self, pack):
        self.show_film(pack)
        self.kiosk.wait_screen("question")
        self.rect = self.kiosk.target("choose")["rect"]
        self.away = self.stage.width // 2, 30

    def show_running(self, pack):
        self.show_film(pack)
        time.sleep(0.5)
        self.away = 960, 400
        self.hands.tap(*self.away)  # brings the controls up
        time.sleep(0.5)
        self.rect = self.kiosk.target("stop")["rect"]

    def end(self):
        # not a session of its own: the kiosk's rig started it
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


class Mpv(Program):
    """With its software output as it is: colours converted by zimg."""
    name = "mpv"
    output = ["--vo=x11"]

    @staticmethod
    def find_version():
        return version(["mpv", "--version"])

    def play(self, *arguments):
        self.spawn(["mpv", "--no-config", "--really-quiet", "--no-osc",
                    "--no-input-default-bindings", *self.output,
                    "--fullscreen", "--ao=pulse", *map(str, arguments)])

    def show_loop(self, pack):
        self.play("--loop-file=inf", clip_of(pack, "lus"))

    def show_film(self, pack):
        self.play(f"--sub-file={captions_of(pack)}", "--prefetch-playlist=yes",
                  clip_of(pack, "film"), clip_of(pack, "vervolg"))
        self.eye.wait_clip(2)


class FastMpv(Mpv):
    """With the cheapest conversion it has on a machine without a GPU, which
    nobody gets who does not ask for it: colours as coarse as ours."""
    name = "mpv-fast"
    output = ["--vo=x11", "--sws-allow-zimg=no", "--sws-fast=yes",
              "--sws-scaler=fast-bilinear"]


PAGE = """<!doctype html><meta charset="utf-8"><style>
html,body{margin:0;height:100%;background:#101418;overflow:hidden;cursor:none}
video{position:absolute;inset:0;width:100%;height:100%}
#b{position:absolute;left:72px;top:500px;width:1332px;height:84px;border:0;
border-radius:16px;background:#2c2f33;color:#f7f3ec;font:600 34px Inter;
text-align:left;padding-left:24px;visibility:hidden}
#b.on{visibility:visible}#b:active{background:#f7f3ec;color:#101418}
</style><video id="a" SRC1 preload="auto">TRACK</video>
<video id="n" preload="auto" style="visibility:hidden" SRC2></video>
<button id="b">Ik stuur Noa een berichtje</button><script>
const a=document.getElementById("a"),n=document.getElementById("n"),
b=document.getElementById("b"),o=OPTIONS;
if(o.loop)a.loop=true;
a.play();
if(o.button)b.className="on";
if(o.hold)a.addEventListener("timeupdate",()=>{if(a.currentTime>=o.hold&&
!a.paused)a.pause()});
if(o.button)b.addEventListener("pointerup",()=>{n.style.visibility="visible";
n.play();b.className=""});
</script>"""


class Chromium(Program):
    name = "chromium"

    @staticmethod
    def find_version():
        return version(["chromium", "--version", "--no-sandbox"])

    def browse(self, clip, following=None, captions=None, **options):
        """Opens a page that does the job: the film, the next one preloaded
        in a second <video>, a button."""
        page = self.stage.folder / f"page-{time.monotonic_ns()}.html"
        made = PAGE.replace("SRC1", f'src="file://{clip}"')
        made = made.replace(
            "SRC2", f'src="file://{following}"' if following else "")
        # captions as a data address: a file may not be read by a file page
        made = made.replace("TRACK", "" if not captions else (
            '<track default kind="captions" srclang="nl" src="data:text/vtt,'
            + pathlib.Path(captions).read_text().replace("\n", "%0A")
            .replace(" ", "%20") + '">'))
        page.write_text(made.replace("OPTIONS", json.dumps(options)))
        profile = self.stage.folder / "chromium"
        (profile / "SingletonLock").unlink(missing_ok=True)
        self.spawn(["chromium", "--no-sandbox", "--kiosk", "--no-first-run",
                    "--disable-gpu", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                    "--disable-extensions", "--noerrdialogs",
                    "--disable-infobars", "--disable-dev-shm-usage",
                    "--disable-breakpad", "--disable-crash-reporter",
                    "--autoplay-policy=no-user-gesture-required",
                    f"--user-data-dir={profile}",
                    f"--window-size={self.stage.width},{self.stage.height}",
                    "--window-position=0,0", f"file://{page}"])
        self.rect, self.away = (72, 500, 1332, 84), (960, 30)

    def show_loop(self, pack):
        self.browse(clip_of(pack, "lus"), loop=True)

    def show_film(self, pack):
        self.browse(clip_of(pack, "film"), clip_of(pack, "vervolg"),
                    captions_of(pack))
        self.eye.wait_clip(2)

    def show_question(self, pack):
        self.browse(clip_of(pack, "begin"), clip_of(pack, "a"), hold=0.4,
                    button=True)
        self.eye.wait_clip(2)
        time.sleep(1)  # the film has stopped

    def show_running(self, pack):
        self.browse(clip_of(pack, "film"), clip_of(pack, "vervolg"),
                    button=True)
        self.eye.wait_clip(2)


PROGRAMS = {program.name: program
            for program in (Omstander, Mpv, FastMpv, Chromium)}


def peers_are_there():
    missing = [p for p in ("mpv", "chromium") if not shutil.which(p)]
    check(not missing, f"not installed: {missing}")
