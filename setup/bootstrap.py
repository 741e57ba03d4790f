"""Start of `make run` and `make test`: refuses an unsuitable Python in words, then hands over to steps.py.

Written in the syntax of any Python 3, so that an old interpreter can read it and say what is wrong.
"""

import sys

OLDEST = (3, 11)
FIRST_UNTRIED = (3, 14)

if not OLDEST <= sys.version_info[:2] < FIRST_UNTRIED:
    found = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(
        f"Consilium runs on Python 3.11, 3.12 or 3.13; {sys.executable} is {found}.\n"
        "Name another interpreter, for example: make run PYTHON=python3.12"
    )

from steps import main  # noqa: E402 - an older Python cannot read it

sys.exit(main(sys.argv[1:]))
