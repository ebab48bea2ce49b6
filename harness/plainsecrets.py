"""Finds secrets that were written into a run file in plain, by the name they have or by what they look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from harness.auth import SEALED
from harness.fit import Place
from harness.sealed import VARIABLE

Found: TypeAlias = tuple[Place, str, str]
"""Where, what is the matter, and what to do; never the secret."""

MESSAGE: Final = "a secret is never written into this file"
BY_REFERENCE: Final = "Refer to it: {name}: ${{ACME_SECRET}}, {{file: ...}} or {{command: [...]}}."
UNDER_SECRETS: Final = "Give it under `secrets`, by reference: {name}: ${{ACME_SECRET}}."
AS_INPUT: Final = "Give it under `secrets`, by reference, and write '{{$inputs.name}}' here."
IN_AUTH: Final = "Credentials belong under target.auth, by reference."

_NAMED: Final = re.compile(
    r"(?:^|_)(?:pass(?:word|wd|phrase|code)|secret|token|authorization|credential|cookie"
    r"|(?:api|access|private|shared|signing|subscription|hmac|master|account|encryption)_?key)s?$"
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_FORMS: Final = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*"),  # a JWT: two JSON objects in base64
    re.compile(r"^(?i:bearer|basic)[ ]+[A-Za-z0-9._~+/=-]{6,}$"),
    re.compile(r"(?i:\bauthorization:[ ]*(?:bearer|basic)[ ]+)[A-Za-z0-9._~+/=-]{6,}"),  # as an argument of a program
)
_EXPRESSION: Final = re.compile(r"(?:^|\{)\$(?:inputs|steps)\.")
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)
_OPTION: Final = re.compile(r"--?([A-Za-z][A-Za-z0-9_-]*)(?:=(.+))?")


def plain_secrets(document: Any) -> Iterator[Found]:
    """Yield each place of a run file, as read, where a secret stands that is no reference."""
    target = document.get("target") if isinstance(document, dict) else None
    if isinstance(target, dict):
        for place, auth in _signing_in(target):
            yield from _sealed(auth, place)
            yield from _beside(auth, place)
        yield from _fields(target.get("headers"), ("target", "headers"))
        yield from _sealed({"client_key_password": _of(target.get("tls"), "client_key_password")}, ("target", "tls"))
    yield from _sealed({"client_secret": _of(_of(document, "partners"), "client_secret")}, ("partners",))
    if _plain(_of(_of(document, "subscription"), "secret")):
        yield ("subscription", "secret"), MESSAGE, BY_REFERENCE.format(name="secret")
    yield from ((at, MESSAGE, IN_AUTH) for at, _ in _names(_of(document, "fixtures"), ("fixtures",)))
    yield from _options(document)
    yield from _by_form(document, ())


def secret_name(name: object) -> bool:
    """Tell whether what has this name is a secret: `password`, `X-API-Key`, `sharedKey`; not `token_url`."""
    return isinstance(name, str) and bool(_NAMED.search(_HUMP.sub("_", name).replace("-", "_").lower()))


def is_secret_place(place: Place) -> bool:
    """Tell whether what stands at a place is looked up as a secret and never filled in."""
    if place[:2] in (("target", "auth"), ("target", "identities")):
        return any(part in SEALED or part == "secrets" for part in _within(place)) and not is_free(place)
    known = (("target", "headers"), ("partners", "client_secret"), ("subscription", "secret"))
    return place[:2] in known or place[:3] == ("target", "tls", "client_key_password")


def is_free(place: Place) -> bool:
    """Tell whether a place lies in what a kind of credential leaves to its user: settings, inputs, steps, claims."""
    return _within(place)[:1] in (("settings",), ("inputs",), ("steps",), ("claims",))


def _within(place: Place) -> Place:
    """Return the place within the credential that it belongs to; nothing for one that belongs to none."""
    if place[:2] == ("target", "auth"):
        return place[2:]
    return place[3:] if place[:2] == ("target", "identities") else ()


def _signing_in(target: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    if isinstance(target.get("auth"), dict):
        yield ("target", "auth"), target["auth"]
    identities = target.get("identities")
    for name, auth in identities.items() if isinstance(identities, dict) else ():
        if isinstance(auth, dict):
            yield ("target", "identities", name), auth


def _sealed(auth: dict[str, Any], place: Place) -> Iterator[Found]:
    """What a kind, or a part of it, says is a secret; also what is misspelt into one."""
    for key, value in auth.items():
        if key == "secrets" and isinstance(value, dict):
            found = [((*place, key, name), name) for name, one in value.items() if _plain(one)]
        elif key in ("certificate", "assertion") and isinstance(value, dict):
            yield from _sealed(value, (*place, key))
            continue
        else:
            found = [((*place, key), key)] if key in SEALED and _plain(value) else []
        # Whatever is no reference is refused here, so that no other message can print it.
        yield from ((at, MESSAGE, BY_REFERENCE.format(name=name)) for at, name in found)


def _beside(auth: dict[str, Any], place: Place) -> Iterator[Found]:
    """Secrets among what is not kept secret: even a reference would be filled in, and be shown."""
    for member in ("settings", "inputs"):
        for at, name in _names(auth.get(member), (*place, member)):
            yield at, MESSAGE, UNDER_SECRETS.format(name=name)
    for at, _ in _names(auth.get("steps"), (*place, "steps")):
        yield at, MESSAGE, AS_INPUT.format()


def _names(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _names(item, (*place, index))
    for key, item in value.items() if isinstance(value, dict) else ():
        if isinstance(item, dict | list):
            if key != "outputs":  # names of expressions, not of values
                yield from _names(item, (*place, key))
        elif secret_name(key) and item is not None and not _EXPRESSION.search(str(item)):
            yield (*place, key), key


def _fields(headers: Any, place: Place) -> Iterator[Found]:
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if secret_name(name) and _plain(value):
            yield (*place, name), MESSAGE, BY_REFERENCE.format(name=name)


def _options(document: Any) -> Iterator[Found]:
    """Secrets among the arguments of programs."""
    hooks = document.get("hooks") if isinstance(document, dict) else None
    for when in ("before", "after"):
        commands = _of(hooks, when)
        for number, command in enumerate(commands if isinstance(commands, list) else ()):
            if _tells(command.split() if isinstance(command, str) else command):
                yield ("hooks", when, number), MESSAGE, "Let the program look it up, or write ${NAME}."


def _tells(words: Any) -> bool:
    words = [str(word) for word in words] if isinstance(words, list) else []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        option = _OPTION.fullmatch(word)
        if option and secret_name(option[1]):
            value = option[2] or ("" if following.startswith("-") else following)
            if value and not re.search(VARIABLE, value):
                return True
    return False


def _by_form(value: Any, place: Place) -> Iterator[Found]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _by_form(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _by_form(item, (*place, index))
    elif isinstance(value, str) and (
        any(form.search(value) for form in _FORMS) or any(_telling(url[0]) for url in _URL.finditer(value))
    ):
        yield place, MESSAGE, IN_AUTH


def _telling(url: str) -> bool:
    """Tell whether a URL carries a password, or a parameter with the name of a secret (RFC 3986 section 3.2.1)."""
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        return False
    if password and not re.search(VARIABLE, password):
        return True
    # A reference would be filled in here, and be shown.
    return any(secret_name(name) and text for name, text in parse_qsl(parts.query, keep_blank_values=True))


def _plain(value: Any) -> bool:
    return value is not None and not isinstance(value, dict) and not re.search(VARIABLE, str(value))


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
