"""The full audit of what a browser gets: axe, the keyboard, valid HTML, Lighthouse, weight. `make audit` runs it."""
