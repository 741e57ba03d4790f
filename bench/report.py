"""The table for the terminal, and the page docs/performance.md with its chart; both say what is missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from bench import history
from bench.chart import Line, draw
from bench.history import Run
from bench.row import Row

# What the chart shows: rows by their lasting names.
HEADLINES: Final[dict[str, str]] = {
    "cached-gzip": "Cached article against nginx, CPU",
    "memory-500": "500 sockets, own transport, CPU",
    "memory-portable-500": "500 sockets, portable, CPU",
    "durable-500": "500 sockets, durable, CPU",
    "memory-500-flight": "500 sockets, 64 in flight, CPU",
    "durable-500-flight": "... durable",
    "memory-socket": "Memory of a quiet socket",
    "slow-added": "Added by 100 slow clients",
    "wait-p99": "Posts beside saturated pages, p99",
    "warm-start": "Warm start to the first page",
}
# Queries are counted, not measured; one row for each page would hide the rest.
_FOLDED: Final = "queries "
_WORST: Final = 12

_INTRODUCTION: Final = """# Performance

`make bench` writes this page: it measures scratch sites on the machine at hand, appends the figures to
[performance/history.jsonl](performance/history.jsonl), and draws the chart. `python -m bench NAME` runs one group and
only prints; `--record` keeps it too.

Times of one machine say little about another. So what matters is a ratio to something bare that was measured in the
same run, in turns, as the median of the rounds:

- A cached page is compared with nginx that sends the same bytes from a file, with one worker. Where nginx is absent,
  granian's own files take its place, and the table says so.
- A message to many sockets is compared with a server of twenty lines that checks and keeps nothing and writes one
  prepared frame into every transport (`bench/bare.py`). That server is itself compared with `websockets.broadcast`.
- A ratio is “times the CPU”: 1.25 is 80 in 100 of the bare server's efficiency, 2 is 50 in 100.
- “Own transport” is the embedded server as it runs; “portable” sends through ASGI, as under any other server. “Durable”
  checks, stores, numbers and indexes each message; the rows without that word keep the log in memory and so show the
  price of delivery with all its guards.
- Processor time is that of the whole server process, with the work that follows a post (index, notices).
"""


def table(rows: Iterable[Row]) -> str:
    """The rows for the terminal."""
    lines = [f"{'':2}{'what':92} {'site':>10} {'compared':>10} {'ratio':>8}  target"]
    for row in rows:
        reference = f"{row.reference:10.4g}" if row.reference is not None else " " * 10
        ratio = f"{row.ratio:8.3f}" if row.ratio is not None else " " * 8
        sign = {True: "  ", False: "! ", None: "  "}[row.is_met]
        name = f"{row.name} ({row.unit})" if row.unit else row.name
        lines.append(f"{sign}{name:92} {row.value:10.4g} {reference} {ratio}  {row.goal}")
        if row.note:
            lines.append(f"    {row.note}")
    return "\n".join(lines)


def summary(rows: Sequence[Row]) -> str:
    """How many targets are met, and which are not."""
    judged = [row for row in rows if row.is_met is not None]
    missed = [row.name for row in judged if not row.is_met]
    head = f"{len(judged) - len(missed)} of {len(judged)} targets met."
    return head if not missed else f"{head} Missed: {'; '.join(missed)}."


def write(folder: Path) -> None:
    """Make chart and page anew from the history in the folder; the page lies beside it."""
    runs = history.read(folder / history.HISTORY.name)
    (folder / "chart.svg").write_text(draw(lines_of(runs)))
    folder.with_suffix(".md").write_text(page(runs))


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """The rows of the chart that were ever measured."""
    found = [Line(label, history.series(runs, key)) for key, label in HEADLINES.items()]
    return [line for line in found if line.rows]


def page(runs: Sequence[Run]) -> str:
    """The page: what is measured, the chart, and the newest figures of each group."""
    parts = [_INTRODUCTION]
    if runs:
        parts += ["![The main figures, run by run, against their targets](performance/chart.svg)\n"]
    newest = history.newest(runs)
    rows = [row for run in newest.values() for row in run.rows]
    if rows:
        parts.append(f"{summary(rows)}\n")
    parts += [_group(run) for run in newest.values()]
    return "\n".join(parts)


def _group(run: Run) -> str:
    lines = [
        f"## {run.group}",
        "",
        f"{run.at[:16]} UTC, source {run.source}, {run.seconds:.0f} s, load {run.load}; {run.machine}.",
        "",
        "| what | site | compared with | ratio | target | |",
        "|---|---:|---:|---:|---|---|",
        *map(_row, _shown(run.rows)),
        "",
    ]
    return "\n".join(lines)


def _shown(rows: Sequence[Row]) -> list[Row]:
    """All rows; of the counts of single pages only the largest."""
    counts = [row for row in rows if row.key.startswith(_FOLDED)]
    largest = {row.key for row in sorted(counts, key=lambda row: -row.value)[:_WORST]}
    missed = {row.key for row in counts if row.is_met is False}
    return [row for row in rows if not row.key.startswith(_FOLDED) or row.key in largest | missed]


def _row(row: Row) -> str:
    unit = f" {row.unit}" if row.unit else ""
    reference = f"{row.reference:.4g}{unit}" if row.reference is not None else ""
    ratio = f"{row.ratio:.3g}" if row.ratio is not None else ""
    goal = row.goal.replace("<=", "≤").replace(">=", "≥")
    verdict = {True: "met", False: "**missed**", None: ""}[row.is_met]
    name = f"{row.name} ({row.note})" if row.note else row.name
    return f"| {name.replace('|', '/')} | {row.value:.4g}{unit} | {reference} | {ratio} | {goal} | {verdict} |"
