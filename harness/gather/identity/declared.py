"""Names every secret that a run file declares, so that none of them is kept."""

from __future__ import annotations

import msgspec

from harness.declaration import Target
from harness.gather.identity.certificates import OWN, identities_of
from harness.sealed import Secret

# These never leave this machine.
_KEPT_HERE = frozenset({"private_key", "private_key_password", "client_key_password"})


def secrets_of(target: Target) -> dict[str, bytes]:
    """Return every secret that a run file declares, by the name that its marker shows, for a Redactor."""
    found = {}
    for identity, auth in identities_of(target).items():
        for name, secret in _secrets(auth):
            found[name if identity == OWN else f"{identity}/{name}"] = secret
    for name, value in target.headers.items():
        if isinstance(value, Secret):
            found[f"header/{name.lower()}"] = value.encode()
    return found


def _secrets(part: msgspec.Struct) -> list[tuple[str, bytes]]:
    """Return the secrets of a credential, those in its parts included."""
    found = []
    for field in part.__struct_fields__:
        value = getattr(part, field)
        name = field.replace("_", "-")
        if isinstance(value, Secret) and field not in _KEPT_HERE:
            found.append((name, value.encode()))
        elif field == "secrets":
            found += [(f"secret/{key}", one.encode()) for key, one in value.items() if isinstance(one, Secret)]
    return found
