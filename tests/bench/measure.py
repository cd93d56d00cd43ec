"""What a program costs: processor time and memory of all its processes, and
the time from a touch to changed pixels."""

import mmap
import os
import pathlib
import time

TICK = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """The process and everything below it."""
    children = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parts[2]))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return found


def seconds_of(pid):
    """Processor seconds of a process and its children that have ended."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    return sum(map(int, fields.rsplit(")", 1)[1].split()[11:15])) / TICK


def precise_of(pid):
    """The same from the scheduler, in nanoseconds, of its living threads."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[0])
        except OSError:
            pass
    return total / 1e9


def cpu(pid):
    return sum(seconds_of(one) for one in tree(pid))


class Window:
    """Processor time of a program and of the X server over a while."""

    def __init__(self, program, seconds):
        server = program.stage.processes[0].pid
        pids = tree(program.process.pid)
        before = {pid: precise_of(pid) for pid in pids}
        x = precise_of(server)
        began = time.monotonic()
        time.sleep(seconds)
        self.seconds = time.monotonic() - began
        self.cpu = sum(max(0.0, precise_of(pid) - before.get(pid, 0.0))
                       for pid in tree(program.process.pid))
        self.server = precise_of(server) - x

    def share(self):
        """Percent of a core."""
        return 100 * self.cpu / self.seconds


def memory(pid):
    """Proportional set size of the tree, in MB."""
    total = 0
    for one in tree(pid):
        try:
            text = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        for line in text.splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def counts(pid):
    """Processes, threads and open files of the tree."""
    pids = tree(pid)
    threads = files = 0
    for one in pids:
        base = pathlib.Path(f"/proc/{one}")
        try:
            threads += len(list((base / "task").iterdir()))
            files += len(list((base / "fd").iterdir()))
        except OSError:
            pass
    return {"processes": len(pids), "threads": threads, "files": files}


class Pixels:
    """A few pixels of the screen, watched as closely as a machine can."""

    def __init__(self, screen, points):
        self.file = open(screen.path, "rb")
        self.data = mmap.mmap(self.file.fileno(), 0, prot=mmap.PROT_READ)
        self.at = [screen.offset + y * screen.pitch + x * 4
                   for x, y in points]

    def read(self):
        return b"".join(self.data[at:at + 3] for at in self.at)

    def wait_change(self, before, limit=1.0):
        """The moment in which they are no longer what they were."""
        end = time.monotonic() + limit
        while True:
            now = time.monotonic()
            if self.read() != before:
                return now
            if now > end:
                return None
            time.sleep(0.0001)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
