"""Searches for requests that go wrong, and makes those small that did."""
