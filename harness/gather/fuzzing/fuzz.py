"""Searches for requests that go wrong with what schemathesis generates; the only file that imports it.

Our own cases (`harness.gather.cases`) come first and are some hundred times as cheap; this is for a profile that asks
for it, and for operations of which they make no right request. Schemathesis generates, Hallmark sends and judges. Both
libraries are imported when the first search begins, since that takes about a second.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from harness.contract.model import Operation
from harness.contract.schema import Schema
from harness.evidence import Exchange
from harness.gather.cases import holes_of
from harness.gather.fuzzing.excerpt import excerpt
from harness.gather.fuzzing.saying import Sayer, filled, homeward
from harness.gather.message import Message, accept, to_json

Fine = Callable[[Exchange], bool]
"""Whether an exchange is as it should be, as far as can be told on the spot."""

BASE: Final = "http://generated.invalid"
SHRINKING: Final = 3
"""Requests that a search may take in all, as a multiple of its cases: shrinking has an end."""
_OURS: Final = frozenset(
    {"accept", "content-type", "content-length", "user-agent", "x-schemathesis-testcaseid", "host"}
)


class _Found(Exception):
    """The oracle did not like an exchange: Hypothesis looks for a smaller one like it."""


def search(sayer: Sayer, count: int, fine: Fine) -> None:
    """Send `count` right requests and as many wrong ones, shrinking what is not fine. Raises StopRun."""
    with _quiet():
        generated = _load(sayer.operation)
        writer = _Writer(sayer)
        for right in (True, False):
            _search(writer, generated, fine, count, right=right)


def _search(writer: _Writer, generated: Any, fine: Fine, count: int, *, right: bool) -> None:
    """Send random values; where an exchange is not fine, look for the smallest request with that effect."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis.errors import HypothesisException
    from schemathesis.generation import GenerationMode

    mode = GenerationMode.POSITIVE if right else GenerationMode.NEGATIVE
    left = count * SHRINKING

    @seed(_number(f"{writer.name}:{writer.seed}:{mode.value}"))
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=generated.as_strategy(generation_mode=mode))
    def drive(case: Any) -> None:
        nonlocal left
        if left <= 0:
            return  # Hypothesis then finds its failure unreliable, and ends
        left -= 1
        exchange = writer.send(case, right=right)
        if exchange is not None and not fine(exchange):
            raise _Found

    try:
        drive()
    except (_Found, HypothesisException, ExceptionGroup) as error:
        if isinstance(error, ExceptionGroup) and error.split((_Found, HypothesisException))[1] is not None:
            raise


def _load(operation: Operation) -> Any:
    """Return the generator's view of the one operation."""
    import schemathesis
    from schemathesis.config import SchemathesisConfig

    # A configuration of our own: otherwise a schemathesis.toml in some parent folder would have a say.
    config = SchemathesisConfig.from_dict({"cache": {"enabled": False}, "generation": {"database": "none"}})
    schema = schemathesis.openapi.from_dict(excerpt(operation), config=config)
    generated: Any = next(iter(schema.get_all_operations()))
    return generated.ok()


class _Writer:
    """Turns generated cases into requests of ours."""

    def __init__(self, sayer: Sayer) -> None:
        self.sayer = sayer
        self.operation = sayer.operation
        self.name = sayer.bench.strand.name
        self.seed = sayer.bench.inputs.random.getrandbits(64)

    def send(self, case: Any, *, right: bool) -> Exchange | None:
        """Send one case; None when it cannot be written as one HTTP message."""
        message = self._message(case, right=right)
        if message is None:
            return None
        return self.sayer.send(message, f"search: {'right' if right else _why(case)}")

    def _message(self, case: Any, *, right: bool) -> Message | None:
        import requests

        self._address(case, right=right)
        if self._has_json_body(case):
            case.body = self._alive(case.body, case.media_type, right=right)
        kwargs = case.as_transport_kwargs(base_url=BASE)
        kwargs = {
            key: kwargs[key]
            for key in ("method", "url", "headers", "params", "json", "data", "files", "cookies")
            if key in kwargs
        }
        try:
            prepared = requests.Request(**kwargs).prepare()
        except (ValueError, TypeError, requests.RequestException):
            return None
        body: Any = to_json(case.body) if self._has_json_body(case) else prepared.body or b""
        content_type = prepared.headers.get("Content-Type")
        headers = [(name, value) for name, value in prepared.headers.items() if name.lower() not in _OURS]
        headers.append(("Accept", accept(self.operation)))
        if body and content_type:
            headers.append(("Content-Type", content_type))
        parts = urlsplit(str(prepared.url))
        return Message(
            method=self.operation.method,
            target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            headers=tuple(headers),
            body=body.encode() if isinstance(body, str) else bytes(body),
        )

    def _has_json_body(self, case: Any) -> bool:
        media_type = str(case.media_type or "")
        is_json = media_type.endswith(("/json", "+json"))
        return is_json and isinstance(case.body, dict | list | str | int | float | bool | None)

    def _address(self, case: Any, *, right: bool) -> None:
        """Point the case at what the setup made, unless the address itself is what is wrong with it."""
        for location, container in (("path", "path_parameters"), ("header", "headers")):
            known = {name: text for (where, name), text in self.sayer.parameters.items() if where == location}
            if known and (right or not _negative_at(case, container)):
                setattr(case, container, {**(getattr(case, container) or {}), **known})

    def _alive(self, body: Any, media_type: str, *, right: bool) -> Any:
        media = self.operation.request_bodies.get(media_type)
        if media is None or not isinstance(media.schema, Schema):
            return body
        holes, inputs = holes_of(media.schema, body), self.sayer.bench.inputs
        body = homeward(body, holes, inputs)
        lively = filled(body, holes, inputs)
        # A wrong body stays as it is when putting the real values in would mend it.
        return body if not right and media.schema.is_valid(lively) and not media.schema.is_valid(body) else lively


def _negative_at(case: Any, container: str) -> bool:
    from schemathesis.core.parameters import ParameterLocation

    location = {"path_parameters": ParameterLocation.PATH, "headers": ParameterLocation.HEADER}[container]
    return bool(case.meta is not None and case.meta.is_negative_at(location))


def _why(case: Any) -> str:
    description = getattr(getattr(getattr(case.meta, "phase", None), "data", None), "description", None)
    return f"wrong, {description}" if description else "wrong"


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Hypothesis from reading literals out of this program's files, and from writing folders where it runs."""
    import hypothesis.configuration as configuration
    import hypothesis.internal.conjecture.providers as providers
    from hypothesis.internal.constants_ast import Constants

    harvest = providers._get_local_constants
    home = configuration.__dict__.get("__hypothesis_home_directory")
    providers._get_local_constants = Constants
    with tempfile.TemporaryDirectory(prefix="hallmark-") as folder:
        configuration.set_hypothesis_home_dir(folder)
        _spare_two_seconds()
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(home)
            providers._get_local_constants = harvest


def _spare_two_seconds() -> None:
    """Put down which characters UTF-8 has, all but surrogates, where Hypothesis looks before it tries each one."""
    import gzip
    import json

    from hypothesis.internal.charmap import charmap_file

    file = charmap_file("codec-v2-utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wb") as packed:
        packed.write(json.dumps([[[0, 0xD7FF], [0xE000, 0x10FFFF]], []]).encode())
