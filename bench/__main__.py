"""`python -m bench [GROUP...]`: measures scratch sites against bare servers; without a name all, and records it."""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator

from bench import clients, counting, history, importing, pages, real, report, sockets, starting, texts, writing
from bench.history import Run
from bench.row import Row, Skipped

Group = Callable[[], Iterator[Row]]
GROUPS: dict[str, Group] = {
    "pages": pages.measure,
    "queries": counting.measure,
    "sockets": sockets.measure,
    "writing": writing.measure,
    "clients": clients.measure,
    "texts": texts.measure,
    "importing": importing.measure,
    "starting": starting.measure,
    "real": real.measure,
}
_FILES = 16_384


def measure(names: list[str]) -> list[Run]:
    """Run the groups one after the other; what cannot run here is said."""
    runs = []
    for name in names:
        began = time.monotonic()
        rows: list[Row] = []
        sys.stderr.write(f"{name} ...\n")
        try:
            rows += GROUPS[name]()
        except Skipped as skipped:
            sys.stderr.write(f"{name} is left out: {skipped}\n")
            continue
        runs.append(Run.now(name, rows, time.monotonic() - began))
        print(f"\n{name}\n{report.table(rows)}", flush=True)
    return runs


def allow_many_sockets() -> None:
    """Clients of two thousand sockets are files of this process."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, most) if most > 0 else _FILES, most))


def main() -> None:
    """Read the arguments, measure, print, record."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("group", nargs="*", metavar="GROUP", help=f"one of: {', '.join(GROUPS)}")
    parser.add_argument("--record", action="store_true", help="append the figures to docs/performance/history.jsonl")
    parser.add_argument("--render", action="store_true", help="only write docs/performance.md anew from the history")
    words = parser.parse_args()
    if unknown := set(words.group) - GROUPS.keys():
        parser.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    if not words.render:
        # Ended by a signal, the servers that were started still have to be.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        allow_many_sockets()
        runs = measure(words.group or list(GROUPS))
        print(f"\n{report.summary([row for run in runs for row in run.rows])}")
        if words.group and not words.record:
            return
        history.append(history.HISTORY, runs)
    report.write(history.FOLDER)


if __name__ == "__main__":
    main()
