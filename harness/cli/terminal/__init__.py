"""What verbs have in common: how they find what a person names, and how they say what came of it."""
