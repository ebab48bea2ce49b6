"""Which requests are taken and which refused, and that nothing which is sent makes a product fail."""
