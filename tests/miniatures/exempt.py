"""Says what the laws of the house do not hold of, and why: kinds of rules by law, and single conversations."""

from __future__ import annotations

from typing import Final

CITED_BESIDE: Final = {
    "core/fc-bbox-definition/antimeridian/recorded": "it goes from collection to collection, and cites them all",
}
"""What cites more than it rests on, by requirement and vice."""
BESIDE_A_CONTROL: Final = {"bad-credentials/1", "client-certificate/1"}
"""Kinds that cite what shows that a good credential lets in; without it that is not known, and is not asked for."""
WHAT_HAS_TO_COME: Final = {
    "asks-after/1": "that a sender asks for what it missed",
    "cloudevent/1": "that an owner is asked before the first call",
    "conditional/1": "the change by which a version is outdated",
    "messages/1": "that a message arrives, and what was read before",
    "reaches/1": "that each agency is called",
    "retries/1": "that a call is made again",
    "sequence/1": "that a notice comes that a step waits for",
}
"""Kinds that hold what has to come: where it is taken out of the evidence, it did not come."""
BY_STATUS: Final = {
    "answered/1": "a person's word, where the product took a call before, with any 2xx",
    "deliveries/1": "who takes an event may answer it with any content, or none",
}
"""Kinds to which the content of an answer says nothing, whatever it is."""
NOT_OF_ANSWERS: Final = {
    "asked/1": "how we sign in",
    "cloudevent/1": "what the product calls by itself",
    "retries/1": "what the product calls by itself",
}
"""Kinds that no answer to a request of ours changes, though requests of ours may stand beside."""
OF_EVERY_ANSWER: Final = {
    "header/1",
    "hsts/1",
    "http/1",
    "leak/1",
    "problem/1",
    "rate-limit/1",
    "status/1",
    "strict-json/1",
}
"""Kinds that speak of every answer, a refusal or a failure included, and of nothing that one hides."""
CONFORMS_STILL: Final[dict[str, dict[str, str]]] = {
    "fails": {"leak/1": "an error shows nothing of the machine", "strict-json/1": "an error is JSON, without doubt"},
    "is-empty": {
        "acceptance/1": "a right request is taken, with any success",
        "head/1": "GET is as empty as HEAD",
        "http/1": "the version of HTTP stands before the content",
        "key-rotation/1": "a token of the new key is taken",
        "latency/1": "an answer in time, of whatever content",
        "no-server-error/1": "a success is no server error",
        "sequence/1": "an operation that has to answer 200, or no more than an empty page",
        "status/1": "the status is documented",
        "withstands/1": "a success is no server error",
    },
    "is-busy": {
        "leak/1": "a refusal shows nothing of the machine",
        "http/1": "the version of HTTP is that of any answer",
        "media-type/1": "the content of a refusal is of the type that is described",
        "problem/1": "a refusal says its status",
        "rate-limit/1": "429 says when to come again",
        "schema/1": "the content of a refusal keeps its schema",
        "status/1": "429 is documented",
        "strict-json/1": "a refusal is JSON, without doubt",
    },
    "lets-nobody-in": {},
    "forbids": {},
    "shows-a-login-page": {},
}
"""By world: kinds that an answer of that kind shows something to, and what."""
BLAMED_STILL: Final = {
    "effect-of-refused": "an effect that was seen is one, whatever was answered",
    "R15": "who shows no credential is to be served",
}
"""What a refusal of everybody shows all the same, by requirement or by what is said of it."""
LATE: Final = frozenset(("answered-late", "too-slow"))
"""What is said of answers that took too long."""
SEVERAL_CAUSES: Final = {
    "oas30/oas-definition-1/definition-without-page": "the page is not linked, and what is comes as something else",
    "B07/nobody-to-ask": "it says neither whom to ask nor by which licence",
}
"""Vices that are more than one, by requirement and vice."""
