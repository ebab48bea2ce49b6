"""Goes out and makes evidence happen; judges nothing."""
