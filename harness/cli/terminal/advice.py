"""Says in words what preflight found and what to do about it; a fault of the configuration is called one."""

from __future__ import annotations

from typing import Final

from harness.gather.checks import Check

FOUND: dict[str, str] = {
    "refused": "was refused",
    "unreachable": "no way leads there",
    "timeout": "gave no answer in time",
    "reset": "broke the connection off",
    "closed": "closed the connection without an answer",
    "tls": "no trusted TLS connection could be made",
    "name": "its name cannot be resolved",
    "proxy": "a proxy in between asks for a sign-in of its own",
    "page": "a web page came instead of the API ({status}): something in between answers for it",
    "gateway": "a gateway answers {status} for it: the product itself is not there",
    "broken": "no reply came whole ({why}): it may not be HTTP, or not this scheme, or the connection does not hold",
    "skew": "its clock is {seconds} seconds away from ours",
    "no-token": "no credential can be had: {why}",
    "lacking": "the run file does not give {need}",
    "not-open": "the path is not open: what was sent to {url} did not come here ({why})",
    "altered": "the path is not open: what was sent to {url} came here with another {why}",
    "answered-otherwise": "the path is not open: what was sent to {url} came here, and our answer did not come"
    " back as it was given ({why})",
    "unserved": "nobody serves its paths there",
    "not-asked": "the product asked nothing of {issuer}, where the keys of its tokens are",
}
REFUSED: dict[str, str] = {
    "credentials": "everything that was tried is answered {status}",
    "fixtures": "creating, reading and closing one resource went wrong at the step “{step}” ({ended})",
}
"""What a refusal means, by the check that met it."""
ADVICE: dict[str, str] = {
    "check-base-url": "Check target.base_url.",
    "check-network": "Check the network, the firewall and target.proxy.",
    "check-proxy": "Check target.proxy and its sign-in.",
    "check-tls": "Check target.tls.ca, and whether something between opens TLS (an inspecting proxy).",
    "check-target": "Ask whoever runs the product whether it is up.",
    "check-credentials": "Check target.auth: the client, its secret and its scopes."
    " This is a fault of the configuration, not of the product.",
    "check-clock": "Set both clocks by NTP: times in messages will be refused or misjudged.",
    "check-fixtures": "Check fixtures: are these agencies known over there?",
    "declare-fixtures": "Add it under fixtures.",
    "check-public-url": "Check partners.public_url and partners.listen, and what passes calls on between the two.",
    "check-public-tls": "Check the certificate of what answers at partners.public_url: name, dates and authority."
    " The product has to trust it, or is told of its authority (partners.tls).",
    "check-passing": "Have what passes calls on at partners.public_url take away the path of that address, if it has"
    " one, leave method, path, query, Authorization and content as they are, and give back the answers that it gets.",
    "check-issuer": "Tell the product that issuer, and see that it can reach it (partners.authority)."
    " This is a fault of the configuration, not of the product.",
    "check-classes": "Check classes: claim only what the product offers.",
}


MEANS: dict[str, str] = {
    "reachable": "the address answers",
    "direct": "nothing in between answers for it",
    "credentials": "what was sent as our identity is not refused",
    "clock": "its clock is near ours",
    "round-trip": "how long the way is was measured",
    "served": "its paths are served",
    "fixtures": "one thing was created, read and closed",
    "path": "what is sent to our public address comes here",
    "authority": "the product asks our authority for its keys",
}
"""What it says that a check went well."""
CLASS: Final = "class:"
PATH_OF: Final = "path of "


def meaning(check: Check) -> str:
    """Return in words what a check that went well shows; of a class no more than that something of it answers."""
    if check.name.startswith(PATH_OF):
        return MEANS["path"]
    if check.name.startswith(CLASS):
        return "something that it asks for answers; whether it is met the run says"
    return MEANS.get(check.name, "")


def advice(check: Check) -> str:
    """Return one line: what was found, and what to do."""
    found = REFUSED.get(check.name, FOUND["refused"]) if check.code == "refused" else FOUND.get(check.code, check.code)
    for name, value in check.params.items():
        value = FOUND.get(value, value) if check.code == "not-open" and name == "why" else value
        found = found.replace("{" + name + "}", str(value))
    return f"{found}. {ADVICE.get(check.advice, '')}".strip()
