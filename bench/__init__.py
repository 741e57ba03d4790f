"""Measurements of the running site, as ratios to something bare that is measured in the same run."""
