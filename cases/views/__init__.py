"""Pages of cases: lists, the five steps of writing, second reading, the case itself."""
