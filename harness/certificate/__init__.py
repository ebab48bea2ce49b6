"""Binds profile, evidence, declaration and verdict in one signed file that a buyer can check offline."""
