"""Makes the credential of each identity, genuine or bad on purpose, with the tokens and keys that it takes."""
