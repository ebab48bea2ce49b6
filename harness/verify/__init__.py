"""Checks a bundle offline, in numbered steps, and says Confirmed, Refuted or Not accepted."""
