"""Delivers events to those who subscribed: signed, again and again, in order, by a policy that defects change."""
