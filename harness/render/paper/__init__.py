"""Sets reports on paper: tagged PDF/UA-1, from the same texts as the page, byte for byte the same each time."""
