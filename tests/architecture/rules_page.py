"""Writes docs/rules.md from the rules and probes themselves, as `python -m architecture.rules_page` does in tests/."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

import harness.rules
from harness.gather.probing.protocol import PROTOCOL
from harness.gather.probing.transport import WHOLE
from harness.render.probing import CONVERSATIONS
from harness.rules import RULES

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
HEAD: Final = """\
# Rules and probes that a profile may name

Authors of profiles choose among these. A *rule* says what must hold of what was exchanged, whoever caused it; a
*probe* has something exchanged. The fields of a requirement and of `profile.yaml` are described in
`profiles/_format/requirements.schema.json` and in `profile.schema.json` beside it, which editors read. This page is
written from the program and held against it by a test.

"""
RULES_HEAD: Final = """\
## Rules

What stands under `with` follows the sentence; what is **bold** must be given. What each member means stands in the file
of the rule.

"""
PROBES_HEAD: Final = """\
## Probes

A probe is one of `{workflow: NAME}`, `{examples: [...]}`, `{fuzz: [...]}`, `{stimuli: [...]}`, `{conversation: NAME}`
and `{protocol: NAME}`; lists name operations, or stimuli, and `'*'` is all of them.

"""
TAUGHT: Final = {
    "no-credential": "A request without any credential (RFC 9110 section 15.5.2).",
    "callback-addresses": "A right body whose address to call has no TLS, or leads inward in any form (RFC 6890).",
    "tls": "Handshakes, one for each version of TLS (RFC 8446, RFC 9325), once a run.",
    "without-tls": "A request without TLS to what is served with it, once a run (RFC 9110 section 4.2.2).",
    "definition": "The API definition that the landing page links to, and what that has and cannot have, once a run.",
}
"""What is said of probes of which no function of their own says it, or says it by what stands beside it."""


def page() -> str:
    """Return the page as it must be."""
    return f"{HEAD}{RULES_HEAD}{''.join(_rooms())}{PROBES_HEAD}{''.join(_probes())}"


def _rooms() -> Iterator[str]:
    by_room: dict[str, list[str]] = {}
    for module in _modules():
        kind = getattr(module, "KIND", None)
        if kind is not None and RULES.get(kind.name) is kind and module.__doc__.startswith(f"`{kind.name}`: "):
            room = module.__name__.split(".")[2]
            by_room.setdefault(room, []).append(_row(kind, module.__doc__))
    for room, rows in sorted(by_room.items()):
        said = importlib.import_module(f"harness.rules.{room}").__doc__ or ""
        title = "What a workflow's steps show" if room == "sequence" else said.strip().rstrip(".")
        yield f"### {title}\n\n| rule | says | `with` |\n|---|---|---|\n{''.join(sorted(rows))}\n"


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(harness.rules.__path__, "harness.rules."):
        yield importlib.import_module(found.name)


def _row(kind: Any, doc: str) -> str:
    sentence = " ".join(doc.partition("\n\n")[0].partition(": ")[2].split()).replace("|", "\\|")
    fields = msgspec.structs.fields(kind.Params)
    members = [f"**`{one.encode_name}`**" if one.required else f"`{one.encode_name}`" for one in fields]
    return f"| `{kind.name}` | {sentence[:1].upper()}{sentence[1:]} | {', '.join(members)} |\n"


def _probes() -> Iterator[str]:
    yield "| `conversation` | what is done with each thing that it fits |\n|---|---|\n"
    yield from (f"| `{name}` | {words[:1].upper()}{words[1:]}. |\n" for name, words in CONVERSATIONS.items())
    yield "\n| `protocol` | what is sent |\n|---|---|\n"
    said = {name: (kind.go.__doc__ or "").partition("\n")[0] for name, kind in PROTOCOL.items()}
    yield from (f"| `{name}` | {TAUGHT.get(name) or said[name]} |\n" for name in (*PROTOCOL, *WHOLE))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
