"""Commands of community."""
