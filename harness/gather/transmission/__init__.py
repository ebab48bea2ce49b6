"""Carries one request and its reply over a connection, byte for byte."""
