"""The tests: one folder per app mirroring the source, and folders for what crosses apps."""
