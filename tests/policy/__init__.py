"""Who may see what: the table of expected answers, and the matrix that asks a running site for each of them."""
