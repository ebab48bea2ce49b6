"""Finds out what a person at the product would see without one: a program is asked, or the product's test interface."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from harness.declaration import Way
from harness.gather.calling.stimuli import ANY, SECONDS, NoRedirects

MOST: Final = 65_536
"""Octets of what is said that are read."""
SURE: Final = frozenset({"yes", "no"})


def enquired(question: str, text: str, ways: Mapping[str, Way], folder: Path | None = None) -> str:
    """Return `yes` or `no` as the run file has it found out; '' where it has not, or where nothing of the kind came.

    A program prints it; an address is POSTed the question, and answers with it, or with JSON that has it as `answer`.
    """
    way = ways.get(question) or ways.get(ANY)
    if way is None:
        return ""
    asked = json.dumps({"question": question, "text": text}).encode()
    said = _printed(way.command, question, asked, folder) if way.command else _given(way.url, question, asked)
    return _sure(said)


def _printed(command: tuple[str, ...], question: str, asked: bytes, folder: Path | None) -> bytes:
    environment = {**os.environ, "HALLMARK_QUESTION": question}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, input=asked, stdout=subprocess.PIPE, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout[:MOST] if done.returncode == 0 else b""


def _given(url: str, question: str, asked: bytes) -> bytes:
    address = url.replace("{question}", question)
    request = urllib.request.Request(address, data=asked, headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirects)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            found: bytes = answer.read(MOST)
            return found
    except (OSError, http.client.HTTPException):  # the second: what answers there speaks no HTTP, or breaks off
        return b""


def _sure(said: bytes) -> str:
    text = said.decode("utf-8", "replace").strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    told = value.get("answer") if isinstance(value, dict) else value
    word = str(told).strip().lower()
    return word if word in SURE else ""
