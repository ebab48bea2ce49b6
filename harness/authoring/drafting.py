"""Drafts a profile from an API description: a requirement an operation, on Hallmark's own basis, with its examples."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from harness.authoring.scaffold import ID, VERSION, prefix_of
from harness.contract.media import is_json
from harness.contract.model import Media, Operation
from harness.contract.schema import Schema
from harness.errors import ProfileError
from harness.examples import example_of, judge_example
from harness.gather.cases.parameters import parameters_of
from harness.gather.cases.sample import NOTHING, sample
from harness.gather.inputs import Inputs, Unfillable
from harness.gather.memory.knowledge import Knowledge
from harness.gather.message import Message, Unaddressable
from harness.gather.probing.examples import request
from harness.loading import DESCRIPTION, Bundle, load_bundle
from harness.verdict import Outcome

ROLE: Final = "provider"
CLASS: Final = "api"
WRONG: Final[tuple[Any, ...]] = (None, 0, "not what is described", [], {}, [0], [None], [{}])
"""Contents of which one breaks nearly every schema."""
_UNSAID: Final = "The description has no JSON schema for a success, so there is nothing to hold an answer against."
_UNBROKEN: Final = "No answer was found that breaks the schema, so a test of it could not fail."


class Drafted(NamedTuple):
    """What came of it."""

    folder: Path
    tested: int
    untested: tuple[tuple[str, str], ...]
    """Operation, and why nothing tests it."""


class _Shown(NamedTuple):
    """A request that keeps the description, a right answer and a wrong one."""

    right: dict[str, Any]
    wrong: dict[str, Any]


def draft(document: Mapping[str, Any], profile: str, into: Path) -> Drafted:
    """Write `into/profile/0.1` for a description that refers to itself alone.

    Each operation with a JSON schema for a success gets a requirement, `schema/1`, and an answer of either kind that
    judges as it should. Raises ProfileError for a bad id, where something is there already, and for a description that
    cannot be read.
    """
    if not ID.fullmatch(profile):
        raise ProfileError(f"{profile!r} is no id of a profile", hint="Write lower-case words: duty-roster.")
    folder = into / profile / VERSION
    if folder.exists():
        raise ProfileError("something is there already", where=str(folder), hint="Choose another id or folder.")
    (folder / "requirements").mkdir(parents=True)
    _yaml(folder / DESCRIPTION, dict(document), "What products are held against; drafted from a description.")
    title = str(document.get("info", {}).get("title") or profile)
    _yaml(folder / "profile.yaml", _profile(profile, title), "A first draft: read each requirement before it is used.")
    path = folder / "requirements" / f"{CLASS}.yaml"
    path.write_text("[]\n", encoding="utf-8")
    operations = load_bundle(folder).contract.operations
    ids = {o.id: f"{prefix_of(profile)}-{number:02}" for number, o in enumerate(operations, 1)}
    entries = {o.id: _entry(o, ids[o.id]) for o in operations}
    _yaml(path, [entries[o.id] for o in operations], "Requirements as drafted.")
    untested = tuple(_with_examples(load_bundle(folder), operations, ids, entries))
    _yaml(path, [entries[o.id] for o in operations], "One requirement an operation, as drafted.")
    return Drafted(folder, len(operations) - len(untested), untested)


def _profile(profile: str, title: str) -> dict[str, Any]:
    return {
        "id": profile,
        "version": VERSION,
        "title": title,
        "publisher": "Your organisation",
        "status": "draft",
        "summary": f"Drafted from the API description of {title}. Say who exchanges what, and why.",
        "notice": ["This profile is a draft that a program made from a description; nobody has agreed to it."],
        "sources": {"description": {"title": f"API description of {title}", "read": "in full, by a program"}},
        "roles": [{"id": ROLE, "title": "Provider", "explain": "The product serves this API."}],
        "classes": [{"id": CLASS, "title": title, "explain": "Everything that the description describes."}],
        "requirements": [f"requirements/{CLASS}.yaml"],
    }


def _entry(operation: Operation, name: str) -> dict[str, Any]:
    media = _success(operation)
    said: dict[str, Any] = {
        "id": name,
        "role": ROLE,
        "class": CLASS,
        "level": "MUST",
        "basis": "harness",
        "statement": f"{operation.method} {operation.path} is answered as it is described.",
        "source": {"ref": "description", "clause": operation.id},
    }
    if media is None:
        said["not_tested"] = _UNSAID
    else:
        said["rule"] = "schema/1"
        said["with"] = {"operations": [operation.id], "statuses": ["2xx"]}
        said["probes"] = [{"examples": [operation.id]}]
        said["effort"] = {"probes": 1}
    return said | {"explain": "A partner reads the answer by its description. What differs is lost or refused."}


def _success(operation: Operation) -> tuple[int, Media] | None:
    """Return the first success with JSON that has a schema."""
    for status, reply in operation.replies.items():
        if status.startswith("2"):
            for media in reply.media.values():
                if is_json(media.media_type) and isinstance(media.schema, Schema):
                    return (int(status) if status.isdigit() else 200), media
    return None


def _with_examples(
    bundle: Bundle, operations: tuple[Operation, ...], ids: Mapping[str, str], entries: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Write the examples; an operation without is turned into one that nothing tests, and yielded with its reason."""
    for operation in operations:
        entry, name = entries[operation.id], ids[operation.id]
        shown = _shown(bundle, operation, name) if "rule" in entry else str(entry["not_tested"])
        if isinstance(shown, str):
            for key in ("rule", "with", "probes", "effort"):
                entry.pop(key, None)
            entry["not_tested"] = shown
            entry["explain"] = entry.pop("explain")
            yield operation.id, shown
            continue
        for kind, value in ((Outcome.CONFORMS, shown.right), (Outcome.VIOLATES, shown.wrong)):
            path = bundle.folder / "examples" / name / kind / "drafted.json"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _shown(bundle: Bundle, operation: Operation, name: str) -> _Shown | str:
    """Return a right and a wrong conversation, or why there are none."""
    success, requirement = _success(operation), bundle.profile.requirement(name)
    assert success is not None
    assert requirement is not None
    status, media = success
    inputs = Inputs(run="draft", seed=1, partition=name, fixtures={}, now=lambda: 0, knowledge=Knowledge())
    try:
        asked = request(operation, parameters_of(operation, {}, inputs), inputs)
    except (Unfillable, Unaddressable) as error:
        return f"No request could be made from the description: {error}."
    if asked is None:
        return "The description has no content to send that could be made up."
    assert isinstance(media.schema, Schema)
    given = [value for _, value in media.examples] + [sample(media.schema, inputs, full=True)]
    rights = (value for value in given if value is not NOTHING)
    found = {}
    for kind, values in ((Outcome.CONFORMS, rights), (Outcome.VIOLATES, iter(WRONG))):
        tried = (_conversation(asked, status, media.media_type, value) for value in itertools.islice(values, 20))
        one = next((x for x in tried if judge_example(bundle, requirement, example_of(x)).outcome is kind), None)
        if one is None:
            return _UNBROKEN if kind is Outcome.VIOLATES else "No answer could be made up that keeps the schema."
        found[kind] = one
    return _Shown(found[Outcome.CONFORMS], found[Outcome.VIOLATES])


def _conversation(asked: Message, status: int, media_type: str, value: Any) -> dict[str, Any]:
    """Return a conversation of one exchange as an example's file has it."""
    sent: dict[str, Any] = {"method": asked.method, "target": asked.target}
    fields = ((name, text.decode("latin-1") if isinstance(text, bytes) else text) for name, text in asked.headers)
    sent["headers"] = [f"{name}: {text}" for name, text in fields]
    if asked.body:
        sent["text"] = asked.body.decode("utf-8")
    reply = {"status": status, "headers": [f"Content-Type: {media_type}"], "json": value}
    return {"exchanges": [{"partition": "drafted", "request": sent, "reply": reply}]}


def _yaml(path: Path, value: Any, comment: str) -> None:
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(f"# {comment}\n{text}", encoding="utf-8")
