"""Says how a reference product takes events, as data."""

from __future__ import annotations

from typing import Literal

import msgspec


class Taking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How events are taken; each line that is otherwise is a vice."""

    checks: Literal["content", "parsed", "beginning", "form", "nothing"] = "content"
    """What a signature is compared by: the content as it came; the same parsed and written again; the first octets of
    the digest; only that it looks like one; a name that came before; nothing."""
    asks_for_signature: bool = True
    knows_its_keys: bool = True
    """Whether a key that nobody gave it is refused; else its secret is empty."""
    asks_for_key: bool = True
    """Whether what names no key is refused; else it is taken without being checked."""
    takes_hexadecimal: bool = False
    acts_first: bool = False
    """Whether an event is acted on before its signature is looked at."""
    remembers: Literal["at-once", "late", "never"] = "at-once"
    """When it is noted that an event came: before it is acted on, after, or not at all."""
    types: tuple[str, ...] = ()
    """Types that are known; others are passed over. Empty: it takes every type for its own."""
    fails_on_unknown_type: bool = False
    refuses_unknown_members: bool = False
    members: tuple[str, ...] = ()
    """Members that are known."""
    largest: int = 1 << 20
    """Octets; 413 for more."""
    fails_on_size: bool = False
    oldest_days: float = 28.0
    """Older events are refused; 0: none is."""
    only_post: bool = True
    shows: Literal["nothing", "a-page", "an-acknowledgement"] = "nothing"
    """What GET is answered with; nothing: 405."""
    only_json: bool = True
    fails_on_malformed: bool = False
    keys: dict[str, str] = {}
    """Secrets (base64) by name of the key that are there before it subscribes; what they sign it fetches nothing of."""
    pause: float = 0.0
    """Seconds before the first event of all is answered."""
    refuses: int = 401
    """The status of a refusal for its signature."""
    fetches: bool = True
    """Whether what an event is about is fetched from the partner."""
