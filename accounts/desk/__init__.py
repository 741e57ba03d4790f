"""The desk: what waits for those who look after the site."""
