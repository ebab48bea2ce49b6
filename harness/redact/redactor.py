"""Takes secrets and other people's data out of an exchange: the only way that one becomes fit to be kept."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

import msgspec

from harness.evidence import Exchange, Partial, Redaction, Response, Silence
from harness.jsonspans import text_of
from harness.redact.credentials import in_fields, in_members, in_parameters, stated
from harness.redact.hits import Hit, Leaves, done_in, overwrite
from harness.redact.inflate import KNOWN, coding_of, inflated
from harness.redact.pointers import Personal, compiled
from harness.secretforms import Unescaped, find, forms


class Redactor:
    """Overwrites what must not be kept with as many asterisks, and says where; lengths never change.

    Pure but for `created`, which may be a set that grows with the run.
    """

    def __init__(
        self, secrets: Mapping[str, bytes], personal: Personal | None = None, created: Container[str] = frozenset()
    ) -> None:
        """`secrets` by the name that markers show; `created` holds the texts of values that this run itself made up."""
        self._needles = tuple((name, forms(secret)) for name, secret in secrets.items() if secret)
        self._personal = personal
        self._created = created

    def also(self, name: str, secret: bytes) -> Redactor:
        """Return a redactor that knows one more secret, raw or escaped: a token, which says itself what it is."""
        other = Redactor({}, self._personal, self._created)
        new = (name, (secret,))
        other._needles = self._needles if not secret or new in self._needles else (*self._needles, new)
        return other

    def redact(self, exchange: Exchange, facts: Mapping[str, str] | None = None) -> Exchange:
        """Return the exchange fit to be kept; `facts` about the credential go to the redaction that took it out."""
        return self.answered(self._asked(exchange, facts or {}), exchange)

    def answered(self, kept: Exchange, exchange: Exchange) -> Exchange:
        """Return `kept`, which was redacted as it was sent, with reply and times of `exchange`, which is how it ended."""
        reply = exchange.reply
        redactions = kept.redactions
        if not isinstance(reply, Silence):
            reply, found = self._reply(exchange, reply)
            redactions = (*redactions, *found)
        return msgspec.structs.replace(kept, reply=reply, times=exchange.times, redactions=redactions)

    def _asked(self, exchange: Exchange, facts: Mapping[str, str]) -> Exchange:
        request = exchange.request
        target = request.target.encode("utf-8")
        body = Leaves(request.body, done_in("request.body", exchange.redactions))
        kept_target, in_target = self._without("request.target", target, self._loose(target), exchange)
        kept_head, in_head = self._without("request.head", request.head, self._head(request.head), exchange)
        kept_body, in_body = self._without("request.body", request.body, self._body(body, ()), exchange)
        found = in_target + in_head + in_body
        if not found:
            return exchange
        kept = msgspec.structs.replace(request, target=kept_target.decode("utf-8"), head=kept_head, body=kept_body)
        return msgspec.structs.replace(exchange, request=kept, redactions=exchange.redactions + stated(found, facts))

    def _reply(self, exchange: Exchange, reply: Response | Partial) -> tuple[Response | Partial, tuple[Redaction, ...]]:
        patterns = tuple(self._personal(exchange)) if self._personal and reply.body else ()
        body = Leaves(reply.body, done_in("reply.body", exchange.redactions))
        hits = self._body(body, patterns) + self._compressed(reply, patterns)
        kept_head, in_head = self._without("reply.head", reply.head, self._head(reply.head), exchange)
        kept_body, in_body = self._without("reply.body", reply.body, hits, exchange)
        if not in_head and not in_body:
            return reply, ()
        return msgspec.structs.replace(reply, head=kept_head, body=kept_body), in_head + in_body

    @staticmethod
    def _without(part: str, raw: bytes, hits: list[Hit], exchange: Exchange) -> tuple[bytes, tuple[Redaction, ...]]:
        return overwrite(part, raw, hits, done_in(part, exchange.redactions)) if hits else (raw, ())

    def _compressed(self, reply: Response | Partial, patterns: tuple[str, ...]) -> list[Hit]:
        """Look into a compressed body; as nothing can be overwritten in there, all of it goes or nothing."""
        coding = coding_of(reply.head) if reply.body else b""
        if not coding:
            return []
        if coding not in KNOWN:
            return [Hit(0, len(reply.body), "secret:unreadable")]
        inner = self._body(Leaves(inflated(reply.body)), patterns)
        return [Hit(0, len(reply.body), hit.marker.partition("/")[0]) for hit in inner[:1]]

    def _secrets(self, part: bytes) -> list[Hit]:
        hits = [
            Hit(start, end, f"secret:{name}")
            for name, needles in self._needles
            for start, end in (find(part, needles) if _any(needles, part) else ())
        ]
        if Unescaped.worth_while(part) and self._needles:
            undone = Unescaped(part)
            for name, needles in self._needles:
                if _any(needles, undone.data):
                    places = (undone.span(*place) for place in find(undone.data, needles))
                    hits += [Hit(start, end, f"secret:{name}") for start, end in places]
        return hits

    def _loose(self, part: bytes) -> list[Hit]:
        """Find secrets, and tokens that are written as in a query or a form."""
        return [*self._secrets(part), *in_parameters(part)]

    def _head(self, head: bytes) -> list[Hit]:
        return [*in_fields(head), *self._loose(head)]

    def _body(self, leaves: Leaves, patterns: tuple[str, ...]) -> list[Hit]:
        if not leaves.body:
            return []
        hits = [*self._loose(leaves.body), *in_members(leaves)]
        if patterns:
            hits += self._strangers(leaves, patterns)
        if not hits or not leaves.json:
            return hits
        return [self._discreet(hit if hit.pointer else leaves.around(hit)) for hit in hits]

    def _strangers(self, leaves: Leaves, patterns: tuple[str, ...]) -> Iterator[Hit]:
        """Find personal values that this run did not make up."""
        matches, named = compiled(patterns)
        if not leaves.json or not (named is None or b"\\u" in leaves.body or _any(named, leaves.body)):
            return
        for span in leaves.all():
            pointer = span[0]
            if not matches(pointer):
                continue
            start, end = leaves.inside(span)
            text = _text(leaves.body[span[1] : span[2]])
            if text is not None and text not in self._created:
                yield Hit(start, end, f"personal:{pointer}", pointer)
        if leaves.unreadable < len(leaves.body):
            # Broken off or broken: what stands there cannot be told apart any more.
            yield Hit(leaves.unreadable, len(leaves.body), "personal:unreadable")

    def _discreet(self, hit: Hit) -> Hit:
        """Return a hit whose pointer gives nothing away: the names of members are the product's, and may be secret."""
        if not any(_any(needles, hit.pointer.encode()) for _, needles in self._needles):
            return hit
        marker = "personal:" if hit.marker.startswith("personal:") else hit.marker
        return Hit(hit.start, hit.end, marker)


def _any(needles: Iterable[bytes], part: bytes) -> bool:
    return any(needle in part for needle in needles)


def _text(leaf: bytes) -> str | None:
    """Return a leaf's text to compare with values of this run; null says nothing about anybody."""
    if leaf == b"null":
        return None
    return text_of(leaf) if leaf.startswith(b'"') else leaf.decode("ascii")
