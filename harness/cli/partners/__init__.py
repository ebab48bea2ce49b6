"""Verbs that play or join the product's other side: partners, relays, demonstrations and what is recorded from them."""
