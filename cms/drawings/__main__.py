"""Draws the pictures of the demonstration articles anew into their folder."""

from __future__ import annotations

from cms.drawings import FOLDER, PAINTERS, write


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in sorted(PAINTERS):
        write(name)


if __name__ == "__main__":
    main()
