"""Signing in: sessions and their ends, second factors, step-up, limits of trying, single sign-on."""
