"""How events travel: to whom a product calls out, signed and retried how, and what becomes of those delivered to it."""
