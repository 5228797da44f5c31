"""The plot of `growth.py`: seconds by triples, both on logarithmic scales. Needs matplotlib, of the extra ``bench``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growth import Measured

NAMED = 5
"""How many steps, the slowest, have names in the plot."""
_LEAST = 0.001
"""Shorter times are drawn as this, because a logarithmic scale has no zero."""
_TITLES = {"memory": "in memory", "disk": "on disk"}


def draw(found: Sequence[Measured], target: Path, limit: float) -> None:
    """Write the plot as SVG: a line for each step, the median, and *limit* seconds. The same figures give one file."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    plt.rcParams |= {"svg.hashsalt": "cakg", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
    places = [where for where in _TITLES if any(one.where == where for one in found)]
    figure, panels = plt.subplots(1, len(places), figsize=(5 * len(places), 4.5), sharey=True, squeeze=False)
    for panel, where in zip(panels[0], places, strict=True):
        those = [one for one in found if one.where == where]
        sizes = [one.figures["triples"] for one in those]
        common = set.intersection(*(set(one.figures["steps"]) for one in those))
        lines = {name: [max(one.figures["steps"][name]["seconds"], _LEAST) for one in those] for name in common}
        slowest = sorted(lines, key=lambda name: (-lines[name][-1], name))[:NAMED]
        for name in sorted(set(lines) - set(slowest)):
            panel.plot(sizes, lines[name], color="#c8c8c8", linewidth=0.6)
        for name in slowest:
            panel.plot(sizes, lines[name], linewidth=1.4, label=name)
        middle = [median(line[place] for line in lines.values()) for place in range(len(sizes))]
        panel.plot(sizes, middle, color="black", linewidth=1.6, linestyle="--", label="median of all")
        panel.axhline(limit, color="#b00020", linewidth=1, label=f"target: {limit:g} s")
        panel.set(xscale="log", yscale="log", title=_TITLES[where], xlabel="triples, derived ones included")
        panel.set_xticks(sizes, labels=[f"{number:,}" for number in sizes])
        panel.minorticks_off()
        panel.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    panels[0][0].set_ylabel("seconds of the processor")
    figure.tight_layout()
    figure.savefig(target, format="svg", metadata={"Date": None})
    plt.close(figure)
