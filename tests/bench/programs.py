"""The programs that are compared, each set up to do the same job as well as it
can: omstander, mpv and Chromium in kiosk mode. A program is started on a stage
(a private screen and sound card) and says when it is ready."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))

from numbered import Watcher  # noqa: E402
from rig import Kiosk, check, wait_until  # noqa: E402
from xhands import Hands  # noqa: E402


def version(command):
    try:
        said = subprocess.run(command, capture_output=True, text=True,
                              check=False)
    except FileNotFoundError:
        return None
    return (said.stdout or said.stderr).splitlines()[0].strip()


class Program:
    """Started by start(); the whole tree of it is measured, and ended."""

    def __init__(self, stage):
        self.stage = stage
        self.watcher = Watcher(stage.screen)
        self.process = None

    def spawn(self, command):
        self.process = self.stage.spawn(command, start_new_session=True)
        return self.process

    def wait_clip(self, number, seconds=20):
        """Until a picture of that clip is on the screen."""
        wait_until(lambda: self.watcher.look()[0] == number
                   and self.watcher.look()[3], seconds,
                   f"{type(self).__name__} to show clip {number}", 0.001)

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

    def start(self, pack):
        self.kiosk = Kiosk(self.stage, self.build / "omstander", pack=pack)
        self.process = self.kiosk.process
        return self

    def hands(self):
        self._hands = getattr(self, "_hands", None) or Hands(
            self.stage.env["DISPLAY"])
        return self._hands

    def tap(self, name, index=0):
        x, y, w, h = self.kiosk.target(name, index)["rect"]
        time.sleep(0.35)  # the guard after a new screen is time itself
        return self.hands().tap(x + w // 2, y + h // 2)

    def to_film(self):
        self.kiosk.wait_screen("attract")
        self.tap("start")
        self.kiosk.wait_screen("stories")
        self.tap("story")
        self.kiosk.wait_screen("film")

    def end(self):
        # not a group of its own: the stage started it
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


class Mpv(Program):
    name = "mpv"

    @staticmethod
    def find_version():
        return version(["mpv", "--version"])

    def start(self, clip, *options):
        # the cheapest output on a machine without a GPU
        self.spawn(["mpv", "--no-config", "--really-quiet", "--no-osc",
                    "--no-input-default-bindings", "--vo=x11",
                    "--fullscreen", "--ao=pulse", *options, str(clip)])
        return self


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
if(o.swap)b.addEventListener("pointerup",()=>{n.style.visibility="visible";
n.play();b.className=""});
</script>"""


class Chromium(Program):
    name = "chromium"

    @staticmethod
    def find_version():
        return version(["chromium", "--version", "--no-sandbox"])

    def start(self, clip, following=None, captions=None, **options):
        import json
        page = self.stage.folder / f"page-{time.monotonic_ns()}.html"
        made = PAGE.replace("SRC1", f'src="file://{clip}"')
        made = made.replace(
            "SRC2", f'src="file://{following}"' if following else "")
        # captions as a data address: a file may not be read by a file page
        made = made.replace("TRACK", "" if not captions else (
            '<track default kind="captions" srclang="nl" src="data:text/vtt,'
            + pathlib.Path(captions).read_text().replace("\n", "%0A")
            .replace(" ", "%20") + '">'))
        made = made.replace("OPTIONS", json.dumps(options))
        page.write_text(made)
        profile = self.stage.folder / "chromium"
        self.spawn(["chromium", "--no-sandbox", "--kiosk", "--no-first-run",
                    "--disable-gpu", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                    "--disable-extensions", "--noerrdialogs",
                    "--disable-infobars", "--disable-dev-shm-usage",
                    "--autoplay-policy=no-user-gesture-required",
                    f"--user-data-dir={profile}",
                    "--window-size=1920,1080", "--window-position=0,0",
                    f"file://{page}"])
        return self

    def warm(self, clip):
        """A first start makes the profile; it is not measured."""
        self.start(clip)
        self.wait_clip(1)
        self.end()

    def end(self):
        super().end()
        lock = self.stage.folder / "chromium" / "SingletonLock"
        lock.unlink(missing_ok=True)


def peers_are_there():
    missing = [p for p in ("mpv", "chromium") if not shutil.which(p)]
    check(not missing, f"not installed: {missing}")
