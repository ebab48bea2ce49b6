"""A reference product that calls others: it sends what its data says, by a policy that defects change."""
