"""Measures Hallmark's partner beside Prism and WireMock: rate on one core, processor time, latency and memory."""
