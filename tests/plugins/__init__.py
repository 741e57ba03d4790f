"""Small extensions of pytest."""
