"""Keeps gathering within what the run file allows and the product can bear."""
