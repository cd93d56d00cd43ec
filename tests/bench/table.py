"""The figures as text: for the terminal, and for the README."""

from results import figure_of, ratio_of, verdicts

SHORT = {"omstander": "omstander", "mpv": "mpv", "mpv-fast": "mpv, fast",
         "chromium": "Chromium"}
PEERS = [program for program in SHORT if program != "omstander"]
BEGIN, END = "<!-- bench: written by tests/bench/run --readme -->", \
    "<!-- /bench -->"


def number(value):
    if value is None:
        return "–"
    return f"{value:.2f}" if abs(value) < 10 else \
        f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


def say_row(name, row):
    lines = [f"{name}: {row['what']} ({row['unit']}), load {row['load']}"]
    for program, figure in row["programs"].items():
        line = f"   {program:10}"
        if "figure" in figure:
            line += (f"{number(figure['figure']):>8}   "
                     f"{number(figure['min'])} … {number(figure['max'])}")
        if "server" in figure:
            line += f"   X server {number(figure['server'])}"
        if "failed" in figure:
            line += f"   FAILED {figure['failed']} times"
        lines.append(line)
    for peer in row["programs"]:
        if peer != "omstander" and peer not in row["goals"]:
            lines.append(f"   ÷ {peer:8}{number(ratio_of(row, peer)):>8}")
    for peer, value, goal, good in verdicts(row):
        label = f"÷ {peer:8}" if peer else "itself    "
        lines.append(f"   {label}{number(value):>8}   goal {goal}: "
                     + ("reached" if good else "NOT reached"))
    return "\n".join(lines)


def say_curve(name, curve):
    lines = [f"{name}: {curve['what']}, load {curve['load']}",
             " " * 44 + "".join(f"{size:>11}" for size in curve["sizes"])]
    for figure in curve["figures"].values():
        label = f"{figure['what']}, {figure['unit']}".rstrip(", ")
        for program, values in figure["programs"].items():
            lines.append(f"   {label:31}{program:10}" + "".join(
                f"{number(value):>11}" for value in values))
        if "grown" in figure:
            lines.append(f"      the last − the first "
                         f"{number(figure['grown'])}, noise "
                         f"{number(figure['noise'])}: "
                         + ("still" if figure["still"] else "IT GROWS"))
    return "\n".join(lines)


def reached(results):
    """Whether every goal was, and nothing grew or failed."""
    return all(good for row in results["rows"].values()
               for _, _, _, good in verdicts(row)) and all(
        figure.get("still", True) for curve in results["curves"].values()
        for figure in curve["figures"].values())


def line_of(cells):
    return "| " + " | ".join(cells) + " |"


def row_line(row):
    parts = []
    for peer, value, goal, good in verdicts(row):
        sign = "✓" if good else f"**✗ {number(value)}**" if peer is None \
            else "**✗**"
        parts.append((f"÷ {SHORT[peer]} " if peer else "") + f"≤ {goal} {sign}")
    cells = [f"{row['what']}, {row['unit']}"]
    for program in SHORT:
        figure = row["programs"].get(program, {})
        cell = number(figure.get("figure")) if figure else ""
        if "server" in figure:
            cell += f" ({number(figure['server'])})"
        cells.append(cell)
    for peer in PEERS:
        cells.append(number(ratio_of(row, peer))
                     if figure_of(row, peer) is not None else "")
    return line_of(cells + [", ".join(parts)])


def curve_lines(curves):
    """A table for each curve."""
    for curve in curves.values():
        yield ""
        yield line_of([curve["what"]] + curve["sizes"] + ["grows"])
        yield line_of(["---"] + ["--:"] * (len(curve["sizes"]) + 1))
        for figure in curve["figures"].values():
            label = f"{figure['what']}, {figure['unit']}".rstrip(", ")
            for program, values in figure["programs"].items():
                if len(figure["programs"]) > 1:
                    program = f" ({SHORT[program]})"
                else:
                    program = ""
                grown = (f"{number(figure['grown'])}, noise "
                         f"{number(figure['noise'])}" if "grown" in figure
                         else f"× {number(values[-1] / values[0])}"
                         if values[0] and values[-1] else "")
                yield line_of([label + program]
                              + [number(v) for v in values] + [grown])


def markdown(results, folder):
    """The part of the README between the markers."""
    about = results["about"]
    machine, versions = about["machine"], about["versions"]
    rows = [*results["rows"].values(), *results["curves"].values()]
    commits = ", ".join(dict.fromkeys(row["commit"] for row in rows))
    lines = [
        BEGIN, "",
        f"![omstander against mpv and Chromium]({folder}/result.svg)", "",
        line_of(["what", *SHORT.values(), *(f"÷ {SHORT[p]}" for p in PEERS),
                 "goal"]),
        line_of(["---"] + ["--:"] * (len(SHORT) + len(PEERS)) + ["---"]),
        *map(row_line, results["rows"].values()), "",
        "In brackets: what the X server spent on it.", "",
        *([f"![how costs grow]({folder}/growth.svg)",
           *curve_lines(results["curves"]), ""] if results["curves"] else []),
        f"Measured {max(row['at'] for row in rows)[:10]} on "
        f"{machine['cores']} cores of {machine['processor']}, "
        f"{machine['memory']}, no GPU, {machine['system']}, kernel "
        f"{machine['kernel']}, at a load of "
        f"{max(row['load'] for row in rows)} or less before each row; "
        f"{versions['omstander']} ({commits}), {versions['mpv']}, "
        f"{versions['chromium']}. All values are in "
        f"[{folder}/result.json]({folder}/result.json).", "", END]
    return "\n".join(lines)
