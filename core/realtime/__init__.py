"""Live topics: numbered frames, their log, and the sockets that carry them."""
