"""A profile and a product, both tiny, to test gathering with."""
