"""Stands between two products and passes on what they say to each other, keeping it before it goes on."""
