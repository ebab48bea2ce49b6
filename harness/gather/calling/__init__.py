"""Makes a product call us, and takes its calls as evidence."""
