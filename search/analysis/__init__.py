"""How text becomes search tokens: written once as tables, run in Python and given to Elasticsearch as settings."""
