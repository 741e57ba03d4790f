"""Turning records of outside sources into pages: each source has a reader, all share the way of writing."""
