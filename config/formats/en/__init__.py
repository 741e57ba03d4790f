"""Dates of the English interface: the day before the month."""
