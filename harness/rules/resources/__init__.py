"""What becomes of a thing that an API keeps, from its creation to its removal."""
