"""The verbs of the command `hallmark`, one a file, in rooms by what they are for."""
