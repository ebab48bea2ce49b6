"""Signs requests as the identities of a run file: says which credential, logs in, and renews what was refused."""
