"""A private stage for end-to-end tests: a virtual screen, a virtual sound
card, a kiosk, and hands to touch it with. Everything lives in one temporary
folder and ends with the `with` block; only processes started here are ended.
"""

import json
import os
import pathlib
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
TESTS = TOP / "tests"


class Failed(Exception):
    """A check that did not hold."""


def check(condition, message):
    if not condition:
        raise Failed(message)


# How many times slower than usual a machine may be before a wait is over: with
# three other kiosks and half of the tests beside it, on a slow day.
PATIENCE = 4


def wait_until(condition, seconds, what, step=0.02):
    """Polls a condition that no event announces; its value when it holds.
    Usually it does within `seconds`. `what` was waited for: words, or what
    makes them when it is too late."""
    limit = seconds * PATIENCE
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        check(time.monotonic() < end,
              f"not within {limit} s: {what() if callable(what) else what}")
        time.sleep(step)


class Screen:
    """What the virtual screen shows, read from its frame buffer file."""

    def __init__(self, path, width, height):
        self.path, self.width, self.height = path, width, height
        with open(path, "rb") as file:
            header = file.read(100)
        self.offset = struct.unpack(">I", header[:4])[0]
        self.pitch = struct.unpack(">I", header[48:52])[0]
        colours = struct.unpack(">I", header[76:80])[0]
        self.offset += colours * 12

    def grab(self):
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            return file.read(self.pitch * self.height)

    def pixel(self, data, x, y):
        at = y * self.pitch + x * 4
        blue, green, red = data[at:at + 3]
        return red, green, blue

    def samples(self, data, step=24):
        """Brightness on a coarse grid."""
        return [sum(self.pixel(data, x, y))
                for y in range(step // 2, self.height, step)
                for x in range(step // 2, self.width, step)]

    def is_black(self, data):
        return max(self.samples(data, 40)) < 12

    def difference(self, one, other):
        """Share of sampled points that differ visibly."""
        a, b = self.samples(one), self.samples(other)
        return sum(abs(p - q) > 12 for p, q in zip(a, b)) / len(a)


class Stage:
    """Xvfb, a PulseAudio null sink and a folder."""

    def __init__(self, width=1920, height=1080, sound=True):
        self.width, self.height, self.sound = width, height, sound
        self.processes = []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="omstander-"))
        # Never on a disk: whoever writes to mapped pages of a file there may
        # have to wait for what others write, and the screen would stand still.
        memory = pathlib.Path("/dev/shm")
        self.frames = pathlib.Path(tempfile.mkdtemp(
            prefix="omstander-screen-",
            dir=memory if memory.is_dir() else self.folder))
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _start(self):
        reader, writer = os.pipe()
        self.spawn(["Xvfb", "-displayfd", str(writer), "-screen", "0",
                    f"{self.width}x{self.height}x24", "-fbdir", str(self.frames),
                    "-nolisten", "tcp", "-noreset"], pass_fds=[writer])
        os.close(writer)
        number = b""  # the number and the newline come in two pieces
        while not number.endswith(b"\n"):
            ready, _, _ = select.select([reader], [], [], 20)
            check(ready, "Xvfb did not start")
            piece = os.read(reader, 16)
            check(piece, "Xvfb ended at once")
            number += piece
        number = number.decode().strip()
        os.close(reader)
        self.env = dict(os.environ, DISPLAY=f":{number}",
                        XDG_RUNTIME_DIR=str(self.folder),
                        HOME=str(self.folder),
                        SDL_AUDIODRIVER="pulseaudio",
                        OMSTANDER_DEBUG="1")
        self.env.pop("WAYLAND_DISPLAY", None)
        self.env.pop("PULSE_SERVER", None)
        self.screen = Screen(self.frames / "Xvfb_screen0", self.width, self.height)
        if self.sound:
            self.start_sound()

    def start_sound(self):
        socket = self.folder / "pulse.socket"
        self.env["PULSE_SERVER"] = f"unix:{socket}"
        self.pulse = self.spawn(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1",
             "--disable-shm=yes", "--log-level=error",
             f"--load=module-native-protocol-unix socket={socket}"
             " auth-anonymous=1",
             "--load=module-null-sink sink_name=out rate=48000"])
        wait_until(lambda: subprocess.run(
            ["pactl", "info"], env=self.env, capture_output=True,
            check=False).returncode == 0, 20, "PulseAudio")

    def record(self):
        """Raw 48 kHz stereo S16 from the sink's monitor."""
        return Recording(self)

    def spawn(self, command, **options):
        options.setdefault("env", getattr(self, "env", None))
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen(command, **options)
        self.processes.append(process)
        return process

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.frames, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class Recording:
    def __init__(self, stage):
        self.path = stage.folder / f"record-{time.monotonic_ns()}.raw"
        self.file = open(self.path, "wb")
        self.process = stage.spawn(
            ["parec", "--device=out.monitor", "--format=s16le",
             "--rate=48000", "--channels=2", "--latency-msec=20"],
            stdout=self.file)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.file.close()
        raw = self.path.read_bytes()
        return memoryview(raw[:len(raw) // 4 * 4]).cast("h")


class Ears:
    """Listens to the sink's monitor with times: when each sample was played,
    by the machine's monotonic clock. Chunks arrive some time after they were
    played, now sooner and now later; the soonest ones of each second tell."""

    def __init__(self, stage):
        self.process = stage.spawn(
            ["parec", "--device=out.monitor", "--format=s16le",
             "--rate=48000", "--channels=1", "--latency-msec=5",
             "--process-time-msec=5"], stdout=subprocess.PIPE)
        self.raw = bytearray()
        self.arrivals = []  # (samples so far, time)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        handle = self.process.stdout.fileno()
        while chunk := os.read(handle, 4096):
            self.raw += chunk
            self.arrivals.append((len(self.raw) // 2, time.monotonic()))

    def clicks(self, level=6000, apart=0.3):
        """Times at which something loud began."""
        self.process.terminate()
        self._thread.join()
        samples = memoryview(bytes(self.raw[:len(self.raw) // 2 * 2]))
        samples = samples.cast("h")
        found, last = [], -48000
        for index, value in enumerate(samples):
            if abs(value) > level:
                if index - last > apart * 48000:
                    found.append(index)
                last = index
        return [self._time_of(index) for index in found]

    def _time_of(self, index):
        near = [t - (n - index) / 48000 for n, t in self.arrivals
                if abs(n - index) < 48000]
        return min(near)


def loudness(samples):
    """Root mean square, 0..32767."""
    if len(samples) == 0:
        return 0.0
    step = max(1, len(samples) // 200000)
    picked = samples[::step]
    return (sum(s * s for s in picked) / len(picked)) ** 0.5


class Kiosk:
    """omstander play on a stage. Its debug log says which screen is up and
    where its targets are; touches are real X clicks."""

    def __init__(self, stage, program, *arguments, pack=None):
        self.stage = stage
        self.state = stage.folder / "state"
        self.log = stage.folder / f"kiosk-{time.monotonic_ns()}.log"
        command = [str(program), "play", "--state", str(self.state)]
        command += [str(a) for a in arguments]
        command += [str(pack)] if pack else []
        self.process = stage.spawn(command, stderr=open(self.log, "wb"))
        self.read = 0
        self.lines = []
        self.screen_name = None
        self.serial = 0
        self.targets = []

    def poll(self):
        text = self.log.read_bytes()[self.read:]
        text = text[:text.rfind(b"\n") + 1]
        self.read += len(text)
        for line in text.decode(errors="replace").splitlines():
            self.lines.append(line)
            shown = re.search(r"kiosk: screen (\S+) (.*)$", line)
            if shown:
                self.screen_name = shown.group(1)
                self.targets = json.loads(shown.group(2))
                self.serial += 1
        check(self.process.poll() is None,
              "the kiosk ended:\n" + "\n".join(self.lines[-20:]))

    def wait_screen(self, *names, seconds=30):
        def there():
            self.poll()
            return self.screen_name in names
        wait_until(there, seconds, lambda: f"screen {' or '.join(names)} "
                   f"(is {self.screen_name})")
        return self.screen_name

    def target(self, name, index=0):
        found = [t for t in self.targets if t["name"] == name]
        check(len(found) > index, f"no target {name} on {self.screen_name}: "
              f"{[t['name'] for t in self.targets]}")
        return found[index]

    def click_at(self, x, y):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "mousedown",
                        "1", "mouseup", "1"], env=self.stage.env, check=True)

    def touch(self, name, index=0):
        """Touches a target, past the guard that follows a new screen."""
        before = self.serial
        x, y, w, h = self.target(name, index)["rect"]
        time.sleep(0.35)  # the guard is time itself: nothing announces it
        self.click_at(x + w // 2, y + h // 2)
        return before

    def decoders(self):
        """Process ids of the decoders."""
        children = subprocess.run(
            ["ps", "-o", "pid=,comm=", "--ppid", str(self.process.pid)],
            capture_output=True, text=True, check=False).stdout
        return [int(line.split()[0]) for line in children.splitlines()
                if "omstander-clip" in line]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


def counters(state):
    rows = subprocess.run(
        ["sqlite3", "-readonly", str(pathlib.Path(state) / "counts.db"),
         "select key, sum(n) from counted group by key"],
        capture_output=True, text=True, check=True).stdout
    return {line.rsplit("|", 1)[0]: int(line.rsplit("|", 1)[1])
            for line in rows.splitlines()}


def wanted_of(tests):
    """Those that the command line names, or all but those with a minus."""
    names = [test.__name__ for test in tests]
    for name in (n.removeprefix("-") for n in sys.argv[2:]):
        check(name in names, f"no such test: {name}")
    only = [n for n in sys.argv[2:] if not n.startswith("-")]
    return [test for test in tests if "-" + test.__name__ not in sys.argv[2:]
            and (not only or test.__name__ in only)]


def run_all(tests):
    """Runs functions; prints what each says; the exit code."""
    failed = 0
    for test in wanted_of(tests):
        began = time.monotonic()
        try:
            test()
            print(f"ok    {test.__name__} {time.monotonic() - began:.1f} s",
                  flush=True)
        except Failed as problem:
            failed += 1
            print(f"FAILED {test.__name__}: {problem}", flush=True)
        except Exception:  # a bug of the test's own is no pass either
            failed += 1
            print(f"FAILED {test.__name__}:", flush=True)
            traceback.print_exc(file=sys.stdout)
    return 1 if failed else 0
