"""How things are listed: page by page, each once, and those alone that were asked for."""
