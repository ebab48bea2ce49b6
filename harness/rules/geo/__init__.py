"""Where things lie: coordinates, and the reference systems that they are given in."""
