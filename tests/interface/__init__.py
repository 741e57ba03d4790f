"""Tests of the interface: style sheet, components, scripts, the styleguide in a browser."""
