"""Delivers events to products that take them, signed rightly and wrongly, and looks for what came of them."""
