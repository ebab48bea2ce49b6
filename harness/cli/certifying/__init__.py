"""Verbs that issue, sign and change what a bundle holds, and how bundles are opened and trusted."""
