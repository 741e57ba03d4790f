"""Groups of physicians: threads, posts, members."""
