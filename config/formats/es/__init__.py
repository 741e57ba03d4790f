"""Dates of the Spanish interface."""
