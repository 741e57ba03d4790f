"""One search over everything, answered by SQLite FTS5 or by Elasticsearch; knows nothing of what it finds."""
