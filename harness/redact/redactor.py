"""Takes secrets and other people's data out of an exchange: the only way that one becomes fit to be kept."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeAlias

import msgspec

from harness.evidence import Exchange, Redaction, Reply, Request, Silence
from harness.jsonspans import text_of
from harness.redact.credentials import BEGINS_TOKEN, in_compact, in_fields, in_members, in_parameters, stated, tokenish
from harness.redact.folding import Unfolded, is_folded
from harness.redact.hits import Hit, Leaves, done_in, overwrite
from harness.redact.inflate import BEGINS_GZIP, GZIP, KNOWN, coding_of, inflated, packing_of
from harness.redact.pointers import Personal, compiled
from harness.secretforms import Unescaped, find, forms

MOST_TOKENS: Final = 1_000
"""Tokens in one content, each taken out by itself; of more than so many nothing is read, and all of it goes."""
MOST_HEADS: Final = 512
"""Heads of which is remembered what becomes of them: most are the same from one exchange to the next."""
LONGEST_HEAD: Final = 4096
"""Octets of a head that is remembered."""
MOST_CLEAN: Final = 64
"""Contents of answers of which is remembered that nothing was found in them: a partner often gives the same again."""
LONGEST_CLEAN: Final = 65_536
"""Octets of content of which that is remembered."""
_WIDE: Final = "\0"
"""What stands between the letters of text in UTF-16 and UTF-32, and in no JSON (RFC 8259 section 8.1)."""

Opening: TypeAlias = tuple[bytes, str, str, bytes, tuple[Redaction, ...]]
"""How a request's content is coded; its method, target and head fit to be kept; and what was taken out of it."""


class Redactor:
    """Overwrites what must not be kept with as many asterisks, and says where; lengths never change.

    Pure but for `created`, which may be a set that grows with the run.
    """

    def __init__(
        self,
        secrets: Mapping[str, bytes],
        personal: Personal | None = None,
        created: Container[str] = frozenset(),
        tokens: bool = False,
    ) -> None:
        """`secrets` by the name that markers show; `created` holds the texts of values that this run itself made up.

        With `tokens`, what looks like a token goes from requests wherever it stands: they are somebody else's.
        """
        self._needles = tuple((name, forms(secret)) for name, secret in secrets.items() if secret)
        self._all = _flat(self._needles)
        self._personal = personal
        self._created = created
        self._tokens = tokens
        self._heads: dict[tuple[str, bytes], tuple[bytes, tuple[Redaction, ...]]] = {}
        self._openings: dict[tuple[Any, ...], Opening] = {}
        self._clean: dict[bytes, None] = {}

    def also(self, name: str, secret: bytes) -> Redactor:
        """Return a redactor that knows one more secret, raw or escaped: a token, which says itself what it is."""
        new = (name, (secret,))
        if not secret or new in self._needles:
            return self
        other = Redactor({}, self._personal, self._created, self._tokens)
        other._needles = (*self._needles, new)
        other._all = _flat(other._needles)
        return other

    def of_others(self) -> Redactor:
        """Return a redactor for requests that others make, who may put a token anywhere."""
        other = Redactor({}, self._personal, self._created, tokens=True)
        other._needles, other._all = self._needles, self._all
        return other

    def redact(self, exchange: Exchange, facts: Mapping[str, str] | None = None) -> Exchange:
        """Return the exchange fit to be kept; `facts` about the credential go to the redaction that took it out."""
        request, found = self._request(exchange, facts or {})
        reply, more = self._reply(exchange)
        if not (found or more):
            return exchange
        redactions = (*exchange.redactions, *found, *more)
        return msgspec.structs.replace(exchange, request=request, reply=reply, redactions=redactions)

    def answered(self, kept: Exchange, exchange: Exchange) -> Exchange:
        """Return `kept`, redacted as it was sent, with the reply and the times of `exchange`, which is how it ended."""
        reply, found = self._reply(exchange)
        redactions = kept.redactions + found
        return msgspec.structs.replace(kept, reply=reply, times=exchange.times, redactions=redactions)

    def _request(self, exchange: Exchange, facts: Mapping[str, str]) -> tuple[Request, tuple[Redaction, ...]]:
        request, before = exchange.request, exchange.redactions
        body, key = request.body, (request.target, request.head, *facts.items())
        known = None if before else self._openings.get(key)
        if body:
            coding = coding_of(request.head) if known is None else known[0]
            done = done_in("request.body", before) if before else ()
            hits = self._body(Leaves(body, done), (), self._tokens)
            if coding or body.startswith(BEGINS_GZIP):
                hits += self._compressed(coding or GZIP, body, (), self._tokens)
            if hits:
                body, more = overwrite("request.body", body, hits, before)
                known = self._opening(request, facts, before, more)
        if known is None:
            known = self._opening(request, facts, before, ())
            if not before and len(request.head) + len(request.target) <= LONGEST_HEAD:
                if len(self._openings) >= MOST_HEADS:
                    self._openings.clear()
                self._openings[key] = known
        _, method, target, head, found = known
        if not found:
            return request, ()
        # Written out: a copy by `replace` costs more, and this is done for every call.
        kept = Request(method=method, target=target, head=head, body=body, broken_off=request.broken_off)
        return kept, found

    def _opening(
        self, request: Request, facts: Mapping[str, str], before: tuple[Redaction, ...], more: tuple[Redaction, ...]
    ) -> Opening:
        """Return what a request begins with fit to be kept, and all that was taken out, `more` of it in the body."""
        target, found = self._head("request.target", request.target.encode("utf-8"), before)
        head, other = self._head("request.head", request.head, before)
        if self._tokens and BEGINS_TOKEN.encode() in head:
            head, tokens = overwrite("request.head", head, in_compact(head), before + other)
            other += tokens
        if other:
            target, again = overwrite("request.target", target, _in_target(request, other), before + found)
            found += again
        coding, method = coding_of(request.head), _method(request, head)
        return coding, method, target.decode("utf-8"), head, stated(found + other + more, facts)

    def _reply(self, exchange: Exchange) -> tuple[Reply, tuple[Redaction, ...]]:
        reply, before = exchange.reply, exchange.redactions
        if isinstance(reply, Silence):
            return reply, ()
        head, found = self._head("reply.head", reply.head, before)
        body = reply.body
        coding = packing_of(reply.head, body) if body else b""
        if body and (coding or body not in self._clean):
            patterns = tuple(self._personal(exchange)) if self._personal else ()
            hits = self._body(Leaves(body, done_in("reply.body", before)), patterns)
            if coding:
                hits += self._compressed(coding, body, patterns)
            elif not (hits or self._personal or before):
                self._remember(body)
            body, more = overwrite("reply.body", body, hits, before)
            found += more
        return (msgspec.structs.replace(reply, head=head, body=body), found) if found else (reply, ())

    def _remember(self, clean: bytes) -> None:
        """Remember content that is not compressed, and in which nothing is to be found by anybody."""
        if len(clean) <= LONGEST_CLEAN:
            if len(self._clean) >= MOST_CLEAN:
                del self._clean[next(iter(self._clean))]
            self._clean[clean] = None

    def _compressed(self, coding: bytes, body: bytes, patterns: tuple[str, ...], anywhere: bool = False) -> list[Hit]:
        """Look into a compressed body; as nothing can be overwritten in there, all of it goes or nothing."""
        if coding not in KNOWN:
            return [Hit(0, len(body), "secret:unreadable")]
        inner = self._body(Leaves(inflated(body)), patterns, anywhere)
        return [Hit(0, len(body), hit.marker.partition("/")[0]) for hit in inner[:1]]

    def _loose(self, part: bytes) -> list[Hit]:
        """Find secrets wherever they stand, and tokens that are written as in a query or a form."""
        # Mostly there is nothing. Looking through text is several times as fast as through bytes.
        text = part.decode("latin-1")
        return self._loose_in(part, text, tokenish(text))

    def _loose_in(self, part: bytes, text: str, tokens: bool) -> list[Hit]:
        """The same where the text of a part is known, and whether a token's name may stand in it."""
        hits = list(in_parameters(part)) if tokens else []
        if _any(self._all, text):
            hits += self._named(part)
        if self._all and Unescaped.worth_while(text):
            undone = Unescaped(part)
            if undone.data != part and _any(self._all, undone.data.decode("latin-1")):
                hits += (Hit(*undone.span(hit.start, hit.end), hit.marker) for hit in self._named(undone.data))
        return hits

    def _over_folds(self, head: bytes) -> Iterator[Hit]:
        """Find secrets that go on over the lines of a folded field."""
        for between in (b"", b" "):
            whole = Unfolded(head, between)
            for hit in self._loose(whole.data):
                yield Hit(*whole.span(hit.start, hit.end), hit.marker)

    def _named(self, part: bytes) -> list[Hit]:
        return [
            Hit(start, end, f"secret:{name}") for name, needles in self._needles for start, end in find(part, needles)
        ]

    def _head(self, part: str, raw: bytes, before: tuple[Redaction, ...]) -> tuple[bytes, tuple[Redaction, ...]]:
        if before or len(raw) > LONGEST_HEAD:
            return self._searched(part, raw, before)
        known = self._heads.get((part, raw))
        if known is None:
            if len(self._heads) >= MOST_HEADS:
                self._heads.clear()
            known = self._heads[part, raw] = self._searched(part, raw, ())
        return known

    def _searched(self, part: str, raw: bytes, before: tuple[Redaction, ...]) -> tuple[bytes, tuple[Redaction, ...]]:
        fields = list(in_fields(raw))
        kept, found = overwrite(part, raw, fields, before) if fields else (raw, ())
        hits = self._loose(kept)
        if is_folded(kept):
            hits += self._over_folds(kept)
        if hits:
            kept, more = overwrite(part, kept, hits, before + found)
            found += more
        return kept, found

    def _body(self, leaves: Leaves, patterns: tuple[str, ...], anywhere: bool = False) -> list[Hit]:
        if not leaves.body:
            return []
        text = leaves.body.decode("latin-1")
        if _WIDE in text and (inner := self._body(Leaves(leaves.body.replace(b"\0", b"")), patterns, anywhere)):
            # Text in UTF-16 or UTF-32, in which nothing can be overwritten in its place: all of it goes.
            return [Hit(0, len(leaves.body), inner[0].marker.partition("/")[0])]
        tokens = tokenish(text)
        hits = self._loose_in(leaves.body, text, tokens)
        if tokens:
            hits += in_members(leaves)
        if anywhere and BEGINS_TOKEN in text:
            found = list(islice(in_compact(leaves.body), MOST_TOKENS + 1))
            if len(found) > MOST_TOKENS:
                return [Hit(0, len(leaves.body), found[0].marker)]
            hits += found
        if patterns:
            hits += self._strangers(leaves, patterns)
        if not hits or not leaves.json:
            return hits
        return [self._discreet(hit if hit.pointer else leaves.around(hit)) for hit in hits]

    def _strangers(self, leaves: Leaves, patterns: tuple[str, ...]) -> Iterator[Hit]:
        """Find personal values that this run did not make up."""
        matches, named = compiled(patterns)
        if not leaves.json or not (
            named is None or b"\\u" in leaves.body or any(name in leaves.body for name in named)
        ):
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
        if not _any(self._all, hit.pointer.encode().decode("latin-1")):
            return hit
        marker = "personal:" if hit.marker.startswith("personal:") else hit.marker
        return Hit(hit.start, hit.end, marker)


def _method(request: Request, head: bytes) -> str:
    """Return the method fit to be kept: any word may be one, so what was taken out of the head goes from it as well."""
    size = len(request.method)
    return head[:size].decode("latin-1") if request.head[:size] != head[:size] else request.method


def _in_target(request: Request, found: tuple[Redaction, ...]) -> Iterator[Hit]:
    """Find in the target what was taken out of the head for its place there: a field may stand where a request should.

    The target is the second word; one that is not ASCII is looked into by itself alone.
    """
    start = len(request.method) + 1
    end = start + len(request.target)
    if not request.target.isascii() or request.head[start:end] != request.target.encode():
        return
    for it in found:
        first, last = max(it.offset, start), min(it.offset + it.length, end)
        if first < last:
            yield Hit(first - start, last - start, it.marker)


def _any(needles: tuple[str, ...], text: str) -> bool:
    # A loop, not any(): this runs for every part of every exchange.
    for needle in needles:  # noqa: SIM110
        if needle in text:
            return True
    return False


def _flat(needles: Iterable[tuple[str, tuple[bytes, ...]]]) -> tuple[str, ...]:
    return tuple(needle.decode("latin-1") for _, of_one in needles for needle in of_one)


def _text(leaf: bytes) -> str | None:
    """Return a leaf's text to compare with values of this run; null says nothing about anybody."""
    if leaf == b"null":
        return None
    return text_of(leaf) if leaf.startswith(b'"') else leaf.decode("ascii")
