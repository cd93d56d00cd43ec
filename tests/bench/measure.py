"""What a program costs: processor time, memory and handles of all its
processes together, and the X server's share of the work beside it."""

import os
import pathlib
import time

TICK = os.sysconf("SC_CLK_TCK")


def fields_of(pid):
    """/proc/PID/stat from the state on; None when it has ended."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rsplit(")", 1)[1].split()


def tree(pid):
    """A process and everything below it."""
    children = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        fields = fields_of(entry.name)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return found


def own_seconds(pid):
    """Processor seconds of a process, threads that ended included; to the
    nanosecond, where /proc counts in hundredths."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the CPU clock of a pid
    except OSError:
        return 0.0


def cpu_seconds(pid):
    """Of the whole tree, and of what has ended in it."""
    total = 0.0
    for one in tree(pid):
        fields = fields_of(one)
        if fields:
            total += own_seconds(one) + sum(map(int, fields[13:15])) / TICK
    return total


class Window:
    """Processor time of a program and of the X server over a while."""

    def __init__(self, program):
        self.pid = program.process.pid
        self.xserver = program.stage.processes[0].pid
        self.before = cpu_seconds(self.pid), own_seconds(self.xserver)
        self.began = time.monotonic()

    def close(self):
        self.seconds = time.monotonic() - self.began
        self.cpu = cpu_seconds(self.pid) - self.before[0]
        self.server = own_seconds(self.xserver) - self.before[1]
        return self

    @classmethod
    def of(cls, program, seconds):
        window = cls(program)
        time.sleep(seconds)
        return window.close()

    def per_minute(self):
        """Processor seconds for a minute of it: the program's, X's."""
        return 60 * self.cpu / self.seconds, 60 * self.server / self.seconds

    def share(self):
        """Percent of a core."""
        return 100 * self.cpu / self.seconds


def pss(pid):
    """Proportional set size of one process, in MB."""
    try:
        text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines()
               if line.startswith("Pss:")) / 1024


def memory(pid):
    """Of the tree, in MB."""
    return sum(pss(one) for one in tree(pid))


def handles(pid):
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


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
