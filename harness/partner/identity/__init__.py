"""Plays an identity provider: who its clients are, how they sign in, what it signs, and what can be wrong with that."""
