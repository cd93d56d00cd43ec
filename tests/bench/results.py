"""What was found: rounds put together into rows and curves, judged against the
goals, kept as JSON. The file is written after each row, and a run of some rows
replaces only those, so that nothing found is lost; figures of another machine
or other versions are never mixed in."""

import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess


def first_line(path, start):
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith(start):
            return line.split(":", 1)[-1].split("=", 1)[-1].strip(' "')
    return "unknown"


def load():
    return float(pathlib.Path("/proc/loadavg").read_text().split()[0])


def describe(top, programs):
    """The machine, the versions, and which source of ours it is."""
    def git(*arguments):
        return subprocess.run(["git", "-C", str(top), *arguments],
                              capture_output=True, text=True,
                              check=False).stdout.strip()
    commit = git("rev-parse", "--short", "HEAD") if (top / ".git").exists() \
        else ""
    memory = first_line("/proc/meminfo", "MemTotal").split()[0]
    return {"machine": {
                "processor": first_line("/proc/cpuinfo", "model name"),
                "cores": os.cpu_count(),
                "memory": f"{int(memory) / 2**20:.0f} GB",
                "kernel": platform.release(),
                "system": first_line("/etc/os-release", "PRETTY_NAME")},
            "versions": {p.name: p.find_version() for p in programs},
            "commit": commit + ("+" if commit and git("status", "--short",
                                                      "-uno") else "")}


class Results:
    def __init__(self, path, about):
        self.path = path
        self.kept = {"about": about, "rows": {}, "curves": {}}
        if path.is_file():
            old = json.loads(path.read_text())
            if all(old.get("about", {}).get(key) == about[key]
                   for key in ("machine", "versions")):
                self.kept = dict(old, about=about)
            else:
                aside = path.with_name("bench-before.json")
                path.replace(aside)
                print(f"figures of another machine or other versions: now in "
                      f"{aside}", flush=True)

    def keep(self, kind, name, found):
        found["commit"] = self.kept["about"]["commit"]
        found["at"] = datetime.datetime.now().isoformat(timespec="minutes")
        self.kept[kind][name] = found
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".part")
        partial.write_text(json.dumps(self.kept, indent=1) + "\n")
        partial.rename(self.path)


def round_off(value):
    return [round_off(v) for v in value] if isinstance(value, list) \
        else round(value, 3)


def sum_up_row(row, turns, before):
    """turns: {program: [figures of a round]}; before: the load."""
    found = {"what": row.what, "unit": row.unit, "goals": row.goals,
             "limit": row.limit, "load": before, "programs": {}}
    for program, rounds in turns.items():
        values = [one[row.figure] for one in rounds if one]
        missing = len(rounds) - len(values)
        if not values:
            found["programs"][program] = {"failed": missing}
            continue
        each = [row.of([value]) for value in values]
        figure = {"figure": row.of(values), "min": min(each),
                  "max": max(each), "values": round_off(values)}
        if missing:
            figure["failed"] = missing
        server = [one[row.figure + " server"] for one in rounds
                  if one and row.figure + " server" in one]
        if server:
            figure["server"] = statistics.median(server)
        found["programs"][program] = figure
    return found


def figure_of(row, program):
    return row["programs"].get(program, {}).get("figure")


def ratio_of(row, peer):
    """Ours ÷ theirs; None where one of them has no figure."""
    ours, theirs = figure_of(row, "omstander"), figure_of(row, peer)
    return ours / theirs if ours is not None and theirs else None


def verdicts(row):
    """(peer or None for the figure itself, figure, goal, reached): one for
    each goal. What was not measured was not reached."""
    said = []
    for peer, goal in row["goals"].items():
        ratio = ratio_of(row, peer)
        said.append((peer, ratio, goal, ratio is not None and ratio <= goal))
    if row["limit"] is not None:
        ours = figure_of(row, "omstander")
        said.append((None, ours, row["limit"],
                     ours is not None and ours <= row["limit"]))
    return said


def sum_up_curve(curve, turns, before):
    """turns: {program: {size: [figures of a round]}}"""
    found = {"what": curve.what, "sizes": list(curve.sizes),
             "work": list(curve.work), "load": before, "figures": {}}
    for figure, (what, unit) in curve.figures.items():
        programs = {}
        for program, sizes in turns.items():
            programs[program] = [
                round_off(statistics.median(values)) if values else None
                for values in ([one[figure] for one in rounds if one]
                               for rounds in sizes.values())]
        found["figures"][figure] = {"what": what, "unit": unit,
                                    "programs": programs}
    return found


def sum_up_hours(figures, held, before):
    """held: {clips: {figure: mean}}. What is held after the last clips more
    than after the first is noise when it is no more than twice what two points
    beside their own straight line differ by."""
    clips = sorted(held)
    found = {"what": "clips shown one after another", "load": before,
             "sizes": [str(n) for n in clips], "work": clips, "figures": {}}
    for figure, (what, unit) in figures.items():
        values = [held[n][figure] for n in clips]
        slope, base = statistics.linear_regression(clips, values)
        beside = [v - slope * n - base for n, v in zip(clips, values)]
        spread = (sum(b * b for b in beside) / max(1, len(clips) - 2)) ** .5
        grown = values[-1] - values[0]
        noise = max(2 * 2 ** .5 * spread, 0.5)
        found["figures"][figure] = {
            "what": what, "unit": unit, "grown": round_off(grown),
            "noise": round_off(noise), "still": grown <= noise,
            "programs": {"omstander": round_off(values)}}
    return found
