"""What must hold of the content of a message by itself: its media type, its form, its schema and its values."""
