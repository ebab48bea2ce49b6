"""Plants each defect of a reference server in turn, and has Hallmark and `st run` look for it."""
