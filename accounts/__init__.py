"""People: who they are, how they come in, what they were verified as, what waits for them."""
