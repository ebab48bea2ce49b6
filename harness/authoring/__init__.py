"""Helps those who write profiles: checks, first drafts, comparison, a site to read, and one file to publish."""
