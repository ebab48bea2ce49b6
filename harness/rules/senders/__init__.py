"""What a product that calls its partners says to them: what, to whom, when, and how often."""
