"""Pages of cms that are not in the tree."""
