"""Named, seeded ways of being a bad partner: one small class each, chosen by operation and by occurrence."""
