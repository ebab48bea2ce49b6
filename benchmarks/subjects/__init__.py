"""Servers that others wrote, installed from the package index as they come, and started to be tested."""
