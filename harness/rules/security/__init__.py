"""Who may see and do what: credentials, scopes, tenants, and what must not leave a product."""
