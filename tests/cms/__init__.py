"""Tests of pages, their publication, import and review."""
