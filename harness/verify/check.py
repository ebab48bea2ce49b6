"""Checks a bundle in nine numbered steps, as far as each can be done, and says what every one of them found.

1. archive     The archive is in the one form: names, order, and no byte before, between or behind.
2. members     What a bundle must hold is there.
3. digests     Every member is the one that was signed.
4. signature   The signatures fit; by whom they are, and whether the buyer trusts them.
5. profile     The profile is the one published under its name; profile and rulebook are known here.
6. judgement   The evidence, judged again, gives the same verdict to the byte, and the certificate says no more.
7. waivers     The buyer's waivers are the buyer's, and have not expired.
8. currency    Not expired, not older than asked for; nothing that it rests on was superseded or withdrawn.
9. policy      It keeps the buyer's policy.

What refutes in one step does not keep the later ones from being done where they can be: a buyer reads all that is
wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from harness import __version__
from harness.archive import read
from harness.archive.format import UnknownFormat
from harness.certificate.covering import is_covered
from harness.certificate.issue import CERTIFICATE, RESULT
from harness.certificate.zipform import Member, Unreadable, members_of
from harness.errors import CannotRun, EvidenceError
from harness.judgement import Judgement, judge_evidence
from harness.verdict import Because
from harness.verify import bundle as parts
from harness.verify import steps
from harness.verify.answer import Answer, Checked, Step, worst
from harness.verify.bundle import Opened
from harness.verify.challenges import challenged
from harness.verify.enclosed import SAME, Maker, enclosed
from harness.verify.mocks import Counting, counting
from harness.verify.part import part
from harness.verify.stamped import stamped
from harness.verify.terms import Policy, Terms
from harness.verify.waivers import Standing, standings

NAMES = ("archive", "members", "digests", "signature", "profile", "judgement", "waivers", "currency", "policy")


class Result:
    """What the steps found so far."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.judgement: Judgement | None = None
        self.certificate: Opened | None = None
        self.standings: tuple[Standing, ...] = ()
        self.stamped: datetime | None = None
        self.asked: frozenset[str] = frozenset()
        """Steps at which the buyer asked for something: where none was, nothing was held against it."""

    def add(self, *because: tuple[Answer, Because], done: bool = True, notes: tuple[Because, ...] = ()) -> None:
        """Close the next step; without a reason it is confirmed."""
        answers = [answer for answer, _ in because]
        self.steps.append(
            Step(
                number=len(self.steps) + 1,
                name=NAMES[len(self.steps)],
                answer=worst(answers) if answers else Answer.CONFIRMED,
                because=tuple(reason for _, reason in because),
                notes=notes,
                done=done,
            )
        )

    def rest(self) -> Checked:
        """Say of the steps that are left that nothing was left to check, and return them all."""
        while len(self.steps) < len(NAMES):
            self.add((Answer.NOT_ACCEPTED, Because(code="nothing-left-to-check")), done=False)
        return Checked(steps=tuple(self.steps))


def check(path: Path, terms: Terms, folder: Path, maker: Maker | None = None) -> tuple[Checked, Result]:
    """Check the bundle at `path`; `folder`, empty, is where its evidence is laid out to be judged.

    Its reports are made again by `maker`; without one it is said that they were not compared.

    What is wrong with a bundle is an answer, not an error. Raises OSError for a file that cannot be read at all, and
    Unreadable for one that is no ZIP file, or not all of one: that was not altered, and nobody is to be blamed for it.
    """
    result = Result()
    members = _archive(path, result)
    if members is None:
        return result.rest(), result
    missing = parts.lacking(members)
    strange = parts.strange(members)
    result.add(
        *((Answer.REFUTED, Because(code="member-missing", params={"member": name})) for name in missing),
        *((Answer.REFUTED, Because(code="member-strange", params={"member": name})) for name in strange),
    )
    opened = _opened(path, members, result)
    if opened is None:
        return result.rest(), result
    certificate, others = opened
    result.certificate = certificate
    stamp = stamped(path, members, certificate, terms)
    result.stamped = stamp.at
    notes = (*steps.unchecked((certificate, others), terms), *stamp.notes)
    result.add(*steps.signature((certificate, others), terms), *stamp.reasons, notes=notes)
    _judged(path, members, folder, certificate, others, result, terms, maker)
    return result.rest() if result.judgement is None else _valued(certificate, terms, result), result


def _archive(path: Path, result: Result) -> Mapping[str, Member] | None:
    try:
        members = {member.name: member for member in members_of(path)}
    except Unreadable:
        raise
    except EvidenceError as error:
        result.add((Answer.REFUTED, Because(code="not-canonical", params={"why": error.message})))
        return None
    result.add()
    return members


def _opened(path: Path, members: Mapping[str, Member], result: Result) -> tuple[Opened, Opened] | None:
    """Open both statements and hold the members against them."""
    try:
        certificate, other = (parts.opened(path, members, name) for name in (CERTIFICATE, RESULT))
    except KeyError:
        result.add((Answer.REFUTED, Because(code="nothing-signed")))
        return None
    except parts.Unknown as error:
        result.add((Answer.NOT_ACCEPTED, Because(code="certificate-unknown", params={"kind": error.message})))
        return None
    except EvidenceError as error:
        result.add((Answer.REFUTED, Because(code="not-signed-form", params={"why": error.message})))
        return None
    wrong = {name: None for one in (certificate, other) for name in parts.differing(path, members, one.statement)}
    result.add(*((Answer.REFUTED, Because(code="member-differs", params={"member": name})) for name in wrong))
    return certificate, other


def _judged(
    path: Path,
    members: Mapping[str, Member],
    folder: Path,
    certificate: Opened,
    other: Opened,
    result: Result,
    terms: Terms,
    maker: Maker | None,
) -> None:
    """Steps 5 and 6: is the profile what it says it is, and does the verdict follow."""
    unknown = steps.profiles(certificate.statement, terms)
    result.add(*unknown)
    if unknown:
        result.add((unknown[0][0], _cannot_judge(certificate)), done=False)
        return
    if is_covered(members):
        result.add((Answer.NOT_ACCEPTED, Because(code="covered")), done=False)
        return
    notes: tuple[Because, ...] = ()
    try:
        if parts.is_part(members):
            judgement, again = part(path, members, certificate.statement, other.statement, folder)
        else:
            evidence, watched = counting(read(sealed := parts.lay_out(path, members, folder)))
            judgement = judge_evidence(evidence, sealed)
            again = steps.judgement(path, members, certificate.statement, other.statement, judgement)
            wrong, told = enclosed(path, members, certificate.statement, judgement, maker)
            again, notes = (*again, *wrong), (*_notes(watched), *told)
    except UnknownFormat as error:
        result.add((Answer.NOT_ACCEPTED, Because(code="evidence-unknown", params={"why": error.message})))
        return
    except CannotRun as error:
        again = ((Answer.REFUTED, Because(code="evidence-damaged", params={"why": error.message})),)
    else:
        result.judgement = judgement
        aside = parts.beside_profiles(members, judgement)
        again = (*again, *((Answer.REFUTED, Because(code="member-strange", params={"member": n})) for n in aside))
    result.add(*again, notes=notes)


def _cannot_judge(certificate: Opened) -> Because:
    run = certificate.statement.get("predicate", {}).get("run", {})
    version = run.get("harness", "") if isinstance(run, dict) else ""
    return Because(code="cannot-judge", params={"version": str(version), "here": __version__})


def _notes(watched: Counting) -> tuple[Because, ...]:
    """Say what is to be known of the evidence besides: replies that are those of a partner of ours."""
    bodies, count = watched.alike()
    return (Because(code="like-a-mock", params={"bodies": bodies, "count": count}),) if bodies else ()


def _valued(certificate: Opened, terms: Terms, result: Result) -> Checked:
    assert result.judgement is not None
    given = {"waivers": bool(terms.waivers), "policy": terms.policy != Policy() or terms.challenge is not None}
    result.asked = frozenset(name for name, one in given.items() if one)
    reasons, result.standings, notes = standings(result.judgement, terms)
    result.add(*reasons, notes=notes)
    result.add(*steps.currency(certificate.statement, result.judgement, terms))
    answered = challenged(result.judgement, terms, result.stamped, steps.exchanges_of(certificate.statement))
    if terms.policy.reports and not any(note.code == SAME for note in result.steps[5].notes):
        answered = (*answered, (Answer.NOT_ACCEPTED, Because(code="reports-not-shown")))
    result.add(*steps.policy(certificate.statement, result.judgement, terms, result.standings), *answered)
    return Checked(steps=tuple(result.steps))
