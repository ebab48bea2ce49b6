"""Gets a product's description, and the documents that one refers to, from a folder or from the network."""
