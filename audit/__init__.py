"""The full accessibility audit: every main page, in each theme, language and width. `make audit` runs it."""
