"""Lays verified bundles of several suppliers beside each other, by the terms of one tender."""
