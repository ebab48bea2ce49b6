"""Brings what a description refers to into one document, so that nothing has to be looked for elsewhere.

The document that comes out refers to itself alone. What came from other documents stands under `x-hallmark-documents`,
as far as it is needed, and `x-hallmark-vendored` names each with its address and SHA-256.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

from harness.canonical import digest
from harness.contract.names import Named, collect, joined
from harness.errors import ContractError
from harness.jsonbytes import escape
from harness.yamlfile import loads

DOCUMENTS: Final = "x-hallmark-documents"
VENDORED: Final = "x-hallmark-vendored"
MOST_DOCUMENTS: Final = 1_000
MOST_BYTES: Final = 256 * 1024 * 1024
_REFERENCES: Final = ("$ref", "$dynamicRef", "operationRef")


class Refused(Exception):
    """A document could not be brought in; the message says why."""


class Missing(NamedTuple):
    """A reference that was left as it was."""

    reference: str
    where: str
    """`address#/json/pointer` of the value that holds it."""
    reason: str


class Vendored(NamedTuple):
    """What came of it."""

    document: dict[str, Any]
    sources: tuple[tuple[str, str], ...]
    """Address and digest of every document, the description itself first."""
    missing: tuple[Missing, ...]


Read = Callable[[str, str], tuple[str, bytes]]
"""Takes an address as written and that of the document that holds it ('' for the description itself); returns the whole
address and the bytes there. Raises Refused."""


def vendor(read: Read, address: str) -> Vendored:
    """Return the description at `address` as one document. Raises ContractError where it cannot be read itself."""
    try:
        return _Vendoring(read).all(address)
    except Refused as error:
        raise ContractError(f"cannot be read: {error}", where=address) from error


class _Document:
    """One document: its value, and the parts of it that are needed."""

    def __init__(self, address: str, data: bytes, number: int) -> None:
        self.address = address
        self.digest = digest(data)
        self.size = len(data)
        self.number = number
        self.value = _parsed(address, data)
        self.needed: dict[str, None] = {}
        self._named: Named | None = None

    @property
    def named(self) -> Named:
        if self._named is None:
            self._named = collect(self.value)
        return self._named

    def at(self, pointer: str) -> Any:
        value = self.value
        for token in _tokens(pointer):
            if isinstance(value, dict) and token in value:
                value = value[token]
            elif isinstance(value, list) and token.isdecimal() and len(token) < 9 and int(token) < len(value):
                value = value[int(token)]
            else:
                raise Refused(f"nothing stands at {self.address}#{pointer}")
        return value

    def pointer(self, fragment: str) -> str:
        """Return the pointer that a fragment means; raises Refused."""
        if not fragment or fragment.startswith("/"):
            self.at(fragment)
            return fragment
        found = self.named.anywhere.get(fragment, [])
        if len(found) != 1:
            raise Refused(f"{len(found)} schemas are called {fragment} in {self.address}")
        return found[0]

    def kept(self) -> Any:
        """Return what is needed of the value, at the places where it stood."""
        ways: dict[str, Any] = {}
        for pointer in sorted(self.needed, key=len, reverse=True):
            at, tokens = ways, _tokens(pointer)
            for token in tokens:
                at = at.setdefault(token, {})
            at.clear()  # shorter ones come later, and hold all that is below them
        value = _pruned(self.value, ways)
        if not isinstance(value, dict):
            return value
        # Inside a document that brings its own `$id`, what is written anew would be read from there.
        rest = {key: member for key, member in value.items() if key != "$id"}
        return {"$id": self.address, **rest} if self.named.dynamic else rest

    def needs(self, pointer: str) -> bool:
        """Tell whether `pointer`, or a value around it, is needed already."""
        while pointer not in self.needed:
            if not pointer:
                return False
            pointer = pointer.rpartition("/")[0]
        return True


class _Vendoring:
    def __init__(self, read: Read) -> None:
        self._read = read
        self._documents: dict[str, _Document] = {}
        self._refused: dict[tuple[str, str], str] = {}
        self._missing: list[Missing] = []
        self._done: set[tuple[int, str]] = set()
        """Objects whose references are written anew; in YAML one object may stand in several places."""
        self._size = 0
        self._before = 0
        """Documents that were brought in another time."""

    def all(self, address: str) -> Vendored:
        main = self._document(address, "")
        if not isinstance(main.value, dict):
            raise Refused("it is no object")
        documents = main.value.get(DOCUMENTS)
        self._before = len(documents) if isinstance(documents, dict) else 0
        rest = [(main, "")]
        main.needed[""] = None
        while rest:
            document, pointer = rest.pop()
            for holder, keyword, reference, where in _references(document.at(pointer), pointer):
                if (id(holder), keyword) in self._done:
                    continue
                self._done.add((id(holder), keyword))
                target = self._follow(document, reference, where)
                if target is None:
                    continue
                if keyword != "$dynamicRef" or not _is_name(reference):
                    self._rewrite(holder, keyword, *target)
                # What a dynamic reference means may be said anywhere in its document.
                wanted = (target[0], "" if target[0].named.dynamic else target[1])
                if not wanted[0].needs(wanted[1]):
                    wanted[0].needed[wanted[1]] = None
                    rest.append(wanted)
        return Vendored(self._written(main), self._sources(), tuple(self._missing))

    def _document(self, address: str, base: str) -> _Document:
        if (address, base) in self._refused:
            raise Refused(self._refused[address, base])
        try:
            whole, data = self._read(address, base)
            if whole not in self._documents:
                if len(self._documents) >= MOST_DOCUMENTS or self._size + len(data) > MOST_BYTES:
                    raise Refused(f"it would be document {MOST_DOCUMENTS + 1}, or byte {MOST_BYTES + 1}")
                self._documents[whole] = _Document(whole, data, len(self._documents))
                self._size += len(data)
        except Refused as error:
            self._refused[address, base] = str(error)
            raise
        return self._documents[whole]

    def _follow(self, document: _Document, reference: str, where: str) -> tuple[_Document, str] | None:
        address, _, fragment = reference.partition("#")
        try:
            known = self._identified(document, address, where)
            if known is not None:
                return known[0], known[0].pointer(known[1] + unquote(fragment))
            target = self._document(address, document.address) if address else document
            return target, target.pointer(unquote(fragment))
        except Refused as error:
            self._missing.append(Missing(reference, f"{document.address}#{where}", str(error)))
            return None

    def _identified(self, document: _Document, address: str, where: str) -> tuple[_Document, str] | None:
        """Return the schema that calls itself by `address`, if one does."""
        if not address:
            return None
        named = document.named
        whole = joined(named.resources.get(named.resource(where), ""), address)
        for each in self._documents.values():
            pointer = each.named.by_id.get(whole)
            if pointer is not None:
                return each, pointer
        return None

    def _rewrite(self, holder: dict[str, Any], keyword: str, target: _Document, pointer: str) -> None:
        if target.number or not str(holder[keyword]).startswith("#"):
            holder[keyword] = "#" + quote(self._moved(target, pointer), safe="/~$!&'()*+,;=:@")

    def _moved(self, document: _Document, pointer: str) -> str:
        return f"/{DOCUMENTS}/{self._before + document.number - 1}{pointer}" if document.number else pointer

    def _written(self, main: _Document) -> dict[str, Any]:
        others = [each for each in self._documents.values() if each.number]
        listed = main.value.get(VENDORED)
        given = main.value.get(DOCUMENTS)
        documents = dict(given) if isinstance(given, dict) else {}
        documents |= {str(self._before + each.number - 1): each.kept() for each in others}
        document = dict(main.value)
        if others or not isinstance(listed, list):
            sources = self._sources() if not isinstance(listed, list) else self._sources()[1:]
            kept = listed if isinstance(listed, list) else []
            document[VENDORED] = [*kept, *({"address": address, "sha256": sha} for address, sha in sources)]
        return document | ({DOCUMENTS: documents} if documents else {})

    def _sources(self) -> tuple[tuple[str, str], ...]:
        return tuple((each.address, each.digest.removeprefix("sha256:")) for each in self._documents.values())


def _is_name(reference: str) -> bool:
    """Whether a reference is the name of a schema in the same document."""
    return reference.startswith("#") and not reference.startswith("#/") and reference != "#"


def _pruned(value: Any, needed: dict[str, Any]) -> Any:
    """Return of a value what is needed, at the places where it stood; `needed` has the ways that lead there."""
    if not needed:
        return value
    if isinstance(value, list):
        return [_pruned(each, needed[str(i)]) if str(i) in needed else None for i, each in enumerate(value)]
    return {key: _pruned(member, needed[key]) for key, member in value.items() if key in needed}


def _references(value: Any, pointer: str) -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Yield every reference: the object that holds it, its keyword, what it says, and where."""
    rest: list[tuple[Any, str]] = [(value, pointer)]
    while rest:
        node, at = rest.pop()
        if isinstance(node, dict):
            for keyword in _REFERENCES:
                if isinstance(node.get(keyword), str):
                    yield node, keyword, node[keyword], at
            yield from _mapped(node, at)
            rest += [(member, f"{at}/{escape(key)}") for key, member in node.items()]
        elif isinstance(node, list):
            rest += [(member, f"{at}/{index}") for index, member in enumerate(node)]


def _mapped(node: dict[str, Any], at: str) -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Yield the references among what a discriminator maps to; the rest are names."""
    said = node.get("discriminator")
    mapping = said.get("mapping") if isinstance(said, dict) else None
    if not isinstance(mapping, dict):
        return
    for value, target in mapping.items():
        if isinstance(target, str) and ("/" in target or "#" in target):
            yield mapping, value, target, f"{at}/discriminator/mapping"


def _tokens(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _parsed(address: str, data: bytes) -> Any:
    """Return the value of a document, JSON or YAML by what it looks like; raises Refused."""
    name = f"{address}.json" if data.lstrip()[:1] in (b"{", b"[") and not address.endswith(".json") else address
    for each in dict.fromkeys((name, address)):
        try:
            return loads(data, each, ContractError).value
        except ContractError as error:
            last = error
    raise Refused(f"it is neither JSON nor YAML ({last.message})")
