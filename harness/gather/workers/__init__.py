"""Has partitions gathered by several processes at once."""
