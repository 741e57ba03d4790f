"""The trained model and the memory it reads: a mistake there ends the process, so it is tried in one of its own."""

from __future__ import annotations

import subprocess
import sys

_TEXT = "Mr John Smith of 12 Elm Street, Springfield, was seen on 3 May 2019 by Dr Alice Brown."

_PROGRAM = """
import gc, sys
from cases.deidentify import tagger

before = list(tagger.find_tagged(sys.argv[1], "en"))
# What happens to the copy of the slower one of two threads that load at the same moment.
tagger._models.cache_clear()
gc.collect()
filling = [b"\\xff" * 445_064 for _ in range(50)]
after = list(tagger.find_tagged(sys.argv[1], "en"))
assert before, "nothing found"
assert before == after, (before, after)
"""


def test_a_model_stays_in_memory_as_long_as_its_tagger() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, _TEXT], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
