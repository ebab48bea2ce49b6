"""Makes the reports of a bundle again from its evidence, and says which of them are not what the verdict gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness.certificate.zipform import Member
from harness.errors import EvidenceError
from harness.judgement import Judgement
from harness.verdict import Because
from harness.verify import bundle as parts
from harness.verify.answer import Answer

FOLDERS = ("reports/", "restricted/")
"""Where a bundle keeps what is made of its verdict for people to read."""
SAME = "reports-same"
"""What is said of reports that came out the same, by its code."""


class Maker(msgspec.Struct, frozen=True, kw_only=True):
    """What makes reports, and by which copy of this program."""

    program: str
    """Only the same copy (`harness.program`) writes the same bytes."""
    reports: Callable[[Judgement], Mapping[str, bytes]]
    """By the names that they have in a bundle."""
    annex: Callable[[Judgement, bytes], Mapping[str, bytes]]
    """The restricted annex made again, by its name, with what its issuer alone could say. Raises EvidenceError."""


def enclosed(
    path: Path, members: Mapping[str, Member], certificate: Mapping[str, Any], judged: Judgement, maker: Maker | None
) -> tuple[tuple[tuple[Answer, Because], ...], tuple[Because, ...]]:
    """Return which reports are not what the verdict gives, and what is to be said of them besides."""
    names = sorted(name for name in members if name.startswith(FOLDERS))
    if not names:
        return (), ()
    by = str(certificate["predicate"]["issue"].get("program", ""))
    if maker is None or by != maker.program:
        return (), (Because(code="reports-not-compared", params={"program": by or "?"}),)
    wrong = tuple(_differing(path, members, names, judged, maker))
    if wrong:
        return tuple((Answer.REFUTED, Because(code="report-differs", params={"member": name})) for name in wrong), ()
    return (), (Because(code="reports-same", params={"count": len(names)}),)


def _differing(
    path: Path, members: Mapping[str, Member], names: list[str], judged: Judgement, maker: Maker
) -> Iterator[str]:
    again = maker.reports(judged)
    for name in names:
        try:
            found = parts.read(path, members[name])
            expected = again if name in again else maker.annex(judged, found)
        except EvidenceError:
            yield name
            continue
        if expected.get(name) != found:
            yield name
