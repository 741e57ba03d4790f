"""`python -m cases.drawings [NAME …]`: draw all pictures of the demonstration cases anew, or those that are named."""

from __future__ import annotations

import sys

from cases.drawings import FOLDER, PAINTERS, write

FOLDER.mkdir(exist_ok=True)
for wanted in sys.argv[1:] or PAINTERS:
    made = write(wanted)
    sys.stdout.write(f"{made.stat().st_size:>7} bytes  {made.name}\n")
