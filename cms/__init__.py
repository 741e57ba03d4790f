"""Pages for patients: articles, medicines, alerts, their review and their import."""
