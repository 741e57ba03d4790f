"""The ground of the site: who may see what, how changes are written, how they travel. Knows no domain noun."""
