"""What a product says of itself: its own description, the definition that it serves, and what it declares or offers."""
