"""The verbs of the command `hallmark`, one a file."""
