"""One contract for both engines."""
