"""Stands in for the systems on the other side of the product: scripts, the host that plays them, planted defects."""
