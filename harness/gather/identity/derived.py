"""Names the bad credentials that are made from a good one, and says of each kind which of them can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from harness.auth import ApiKey, Auth, Bearer, ClientCredentials, Hook, Login, OwnAuthority
from harness.gather.identity.certificates import OWN, another_client, client_of
from harness.gather.identity.forge import MALFORMED, Unavailable, altered, altered_claims, unsigned

Forge: TypeAlias = Callable[[str], str | Unavailable]

DERIVED: Final[Mapping[str, tuple[str, Forge]]] = {
    "malformed": ("malformed", lambda _: MALFORMED),
    "alg-none": ("alg-none", unsigned),
    "tampered": ("tampered", altered),
    "tampered-claims": ("tampered", altered_claims),
}
"""Identities that are made from our own agency's credential: what they are, and how."""
OF_TOKENS: Final = frozenset({"alg-none", "tampered-claims"})
"""Those that only a JWT can be."""
EXPIRED: Final = "expired"
WRONG_AUDIENCE: Final = "wrong-audience"
OTHER_CERTIFICATE: Final = "other-certificate"
WITHOUT_CERTIFICATE: Final = "without-certificate"
IN_QUERY: Final = "in-query"
OF_ISSUER: Final = (*("not-yet-valid", "wrong-issuer", "wrong-key", "unknown-key", "embedded-key", "alg-confusion"),)
"""Tokens that only their issuer can make wrong so, beside those that have expired or are for another audience."""
NEW_KEY: Final = "new-key"
"""A good token, signed by a key that was not published before."""
ONLY_OURS: Final = "only an authority of ours makes such a token: declare partners.authority and auth kind authority"
FURTHER: Final[Mapping[str, str]] = {
    **dict.fromkeys((*OF_ISSUER, NEW_KEY), ONLY_OURS),
    EXPIRED: "only who issues a credential can make one that has run out: declare target.identities.expired",
    WRONG_AUDIENCE: "only who issues tokens makes one for another audience: declare target.identities.wrong-audience",
    WITHOUT_CERTIFICATE: "no client certificate is declared that could be left out",
    IN_QUERY: "the credential is none that could be sent in the query",
    OTHER_CERTIFICATE: "it takes a token and two certificates: declare them for our own agency and another identity",
}
"""Those that can be made of some kinds of credential alone, and what is said of the others."""
ANOTHER: Final = "https://another.example.org"
"""The audience for which a token is asked that is not for the product."""


def derivable(auths: Mapping[str, Auth], shared: bool = False) -> frozenset[str]:
    """Return which of `FURTHER` can be made from what is declared; `shared`: a certificate is shown by all."""
    own, found = auths.get(OWN), set()
    if shared or client_of(OWN, auths):
        found.add(WITHOUT_CERTIFICATE)
    if isinstance(own, Bearer | ClientCredentials | Login) or (isinstance(own, ApiKey) and own.in_ != "query"):
        found.add(IN_QUERY)
    if isinstance(own, OwnAuthority):
        found |= {IN_QUERY, EXPIRED, WRONG_AUDIENCE, NEW_KEY, *OF_ISSUER}
    if isinstance(own, Hook):
        found.add(EXPIRED)
    if isinstance(own, ClientCredentials) and own.audience:
        found.add(WRONG_AUDIENCE)
    if client_of(OWN, auths) and another_client(auths):
        found.add(OTHER_CERTIFICATE)
    return frozenset(found)
