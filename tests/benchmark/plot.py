"""Draws the sweep: plot.py RECORD.json PICTURE.svg. Runs on the Python that has matplotlib, in target/."""
from __future__ import annotations

import json
import re
import sys

import matplotlib

matplotlib.use("svg")
# Text stays text, and the same figures give the same file.
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "tttparty", "font.family": "sans-serif", "font.size": 10})

from matplotlib import pyplot
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from bounds import DELIVERY
from figures import Results

PANELS = (
    ("Tic-tac-toe, game after game", "pairs at once", re.compile(r"sweep-ttt-(\d+)")),
    ("Party at 20 Hz, classic form", "clients at once", re.compile(r"sweep-party-(\d+)")),
)
#: Told apart by colour, mark and dash, so that they are in grey as well.
LOOKS = {
    "ours": ("this server", "#0b5fa5", "o", "-"),
    "before": ("this server, before", "#7fb0da", "v", "--"),
    "floor": ("floor", "#333333", "s", ":"),
    "node": ("Node, ws", "#c2410c", "^", "-."),
}


def line(results: Results, pattern: re.Pattern, label: str) -> list[tuple[int, float]]:
    points = []
    for case in results.cases():
        match = pattern.fullmatch(case)
        cost = results.least(case, label, DELIVERY)
        if match and cost is not None:
            points.append((int(match[1]), cost))
    return sorted(points)


def draw(results: Results, picture: str) -> None:
    figure, panels = pyplot.subplots(1, 2, figsize=(9, 4), facecolor="white", layout="constrained")
    for axes, (title, across, pattern) in zip(panels, PANELS):
        sizes = set()
        for label, (name, colour, mark, dash) in LOOKS.items():
            points = line(results, pattern, label)
            if points:
                axes.plot(*zip(*points), label=name, color=colour, marker=mark, linestyle=dash)
                sizes.update(size for size, _ in points)
        axes.set(title=title, xlabel=f"{across} (log)", ylabel="server CPU per delivery, µs", xscale="log")
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_locator(FixedLocator(sorted(sizes)))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.grid(color="#dddddd", linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
        if sizes:
            axes.legend(frameon=False)
    # No date, or each drawing would be another file.
    figure.savefig(picture, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as record:
        draw(Results(json.load(record)["runs"]), sys.argv[2])
