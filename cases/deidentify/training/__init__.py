"""Makes the model files from data that the caller names; never imported by the site."""
