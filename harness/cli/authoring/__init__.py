"""Verbs for those who write, publish and read profiles."""
