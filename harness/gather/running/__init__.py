"""Plans a run, finds out whether the product can be tested, and carries the plan out from beginning to end."""
