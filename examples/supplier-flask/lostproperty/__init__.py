"""Keeps what was handed in at a police front desk: a small product, to show how a supplier is tested on every build."""

from __future__ import annotations

from lostproperty.app import create_app

__all__ = ["create_app"]
