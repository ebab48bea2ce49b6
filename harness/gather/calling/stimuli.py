"""Makes a product act: by a person at the terminal, by a program, or by a call to the product's own test interface."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from harness.declaration import Way

SECONDS: Final = 60
"""How long a program or a call may take to say that the product was told."""
ANY: Final = "*"
CANNOT: Final = "skip"
"""What a person types where the product cannot do what is asked."""


class NotBroughtAbout(Exception):
    """A product could not be made to act; `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Callee(msgspec.Struct, frozen=True, kw_only=True):
    """One of several partners that are to be called."""

    name: str
    """What evidence calls it."""
    agency: str
    """The code that messages to it name as their receiver."""
    url: str
    token_url: str
    client_id: str
    client_secret: str
    ca: str = ""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever brings a stimulus about needs to know."""

    stimulus: str
    instruction: str
    partner_url: str
    """Base URL of the partner that is to be called."""
    token_url: str
    client_id: str
    client_secret: str
    ca: str = ""
    """Path of the certificate of the authority to trust; empty: it is one that everybody trusts, or there is no TLS."""
    fixtures: dict[str, Any] = {}
    partners: tuple[Callee, ...] = ()
    """Where several are to be called: all of them, instead of the one."""

    def variables(self) -> dict[str, str]:
        """Return the same as environment variables of a program, fixtures left out; several partners as JSON."""
        plain = msgspec.to_builtins(self)
        partners = json.dumps(plain.pop("partners"))
        return {f"HALLMARK_{name.upper()}": str(plain[name]) for name in plain if name != "fixtures"} | {
            "HALLMARK_PARTNERS": partners
        }

    def addresses(self) -> str:
        """Return who is to be called, in words."""
        if not self.partners:
            return f"The partner to call is {self.partner_url}."
        lines = (f"  {one.agency} ({one.name}): {one.url}, tokens from {one.token_url}" for one in self.partners)
        return "\n".join(("The partners to call, all with the same client and secret, are", *lines))


def by_person(stimulus: str, ways: Mapping[str, Way]) -> bool:
    """Tell whether the run file leaves a stimulus to whoever sits at the terminal."""
    return stimulus not in ways and ANY not in ways


def bring_about(
    brief: Brief,
    ways: Mapping[str, Way],
    ask: Callable[[str], str] | None,
    folder: Path | None = None,
    seconds: float = SECONDS,
) -> None:
    """Make the product act, by what the run file says or else by a person. Raises NotBroughtAbout.

    A program or a call may take so many `seconds`, and never more than `SECONDS`.
    """
    seconds = min(seconds, SECONDS)
    way = ways.get(brief.stimulus) or ways.get(ANY)
    if way is None:  # as by_person says
        if ask is None:
            raise NotBroughtAbout("nobody")
        wanted = f"Press Enter when it is done, or type {CANNOT} where the product cannot."
        if ask(f"{brief.instruction}\n{brief.addresses()}\n{wanted}").strip().lower() == CANNOT:
            raise NotBroughtAbout("cannot")
    elif way.command:
        _run(way.command, brief, folder, seconds)
    else:
        _post(way.url.replace("{stimulus}", brief.stimulus), brief, seconds)


def _run(command: tuple[str, ...], brief: Brief, folder: Path | None, seconds: float) -> None:
    environment = {**os.environ, **brief.variables()}
    try:
        # Its standard error goes to ours: whoever wrote the program is to see why it failed.
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            input=_json(brief),
            stdout=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise NotBroughtAbout("no-command") from None
    if done.returncode != 0:
        raise NotBroughtAbout(f"command:{done.returncode}")


def _post(url: str, brief: Brief, seconds: float) -> None:
    request = urllib.request.Request(url, data=_json(brief), headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirects)
    try:
        with opener.open(request, timeout=seconds):
            return
    except urllib.error.HTTPError as error:
        raise NotBroughtAbout(f"interface:{error.code}") from None
    except (OSError, http.client.HTTPException):  # the second: what answers there speaks no HTTP
        raise NotBroughtAbout("no-interface") from None


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Traffic goes to what is declared, and nowhere that an answer says."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _json(brief: Brief) -> bytes:
    return json.dumps(msgspec.to_builtins(brief)).encode()
