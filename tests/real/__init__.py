"""Tests of the whole site on the real engines, each part in processes of its own."""
