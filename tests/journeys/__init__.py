"""Journeys of people through the whole site, in a real browser at the width of a phone."""
