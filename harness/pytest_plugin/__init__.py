"""Shows each requirement as an item of pytest; `plugin` is the entry point, and cheap where nobody asks for it."""
