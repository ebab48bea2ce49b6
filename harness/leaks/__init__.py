"""Looks for what must not leave the house in everything that a bundle would hold: secrets, keys, tokens, persons."""
