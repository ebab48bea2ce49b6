"""Every kind of rule keeps the laws of the house, on the same conversations."""

from __future__ import annotations

import msgspec
import pytest
from building import exchange, judge, with_reply
from rules.cases import BESIDE, CASES, CONDITIONS, OF_CALLERS, OF_DESCRIPTION, OF_FEATURES, OF_ISSUERS, created, read

from harness.evidence import Exchange, ExchangeId, Partial, Redaction, Response, Silence
from harness.rules import RULES
from harness.verdict import Finding, Outcome

KINDS = sorted(CASES)
SILENCES = ("refused", "unreachable", "reset", "closed", "timeout", "tls", "name")
OURS = (Silence(why="interrupted"), Silence(why="stale"), Partial(why="interrupted", status=500))
OF_ERRORS_TOO = ("leak/1", "strict-json/1")
"""Kinds for which a server error can be as it should be."""


def judged(kind: str, exchanges: tuple[Exchange, ...]) -> Finding:
    return judge(kind, CASES[kind].with_, *exchanges)


def test_every_kind_has_its_case() -> None:
    assert set(CASES) | OF_DESCRIPTION | BESIDE | OF_CALLERS | OF_FEATURES | OF_ISSUERS | CONDITIONS == set(RULES)
    assert {kind: RULES[kind].name for kind in RULES} == {kind: kind for kind in RULES}


@pytest.mark.parametrize("kind", KINDS)
def test_what_conforms_conforms_and_what_violates_violates(kind: str) -> None:
    shown = judged(kind, CASES[kind].conforms())
    assert (shown.outcome, shown.failed, shown.unknown) == (Outcome.CONFORMS, 0, 0)
    assert shown.passed >= 1
    assert shown.cites.count >= 1
    broken = judged(kind, CASES[kind].violates())
    assert (broken.outcome, broken.failed) == (Outcome.VIOLATES, 1)
    assert broken.violations[0].minimal == ExchangeId("p", range(len(CASES[kind].violates()))[CASES[kind].shown])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("why", SILENCES)
def test_silence_neither_passes_nor_violates(kind: str, why: str) -> None:
    for conversation in (CASES[kind].conforms(), CASES[kind].violates()):
        finding = judged(kind, (*conversation[:-1], with_reply(conversation[-1], Silence(why=why))))
        assert finding.outcome is not Outcome.VIOLATES
        if len(conversation) == 1:
            assert finding.outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("why", ["our_cap", "timeout", "reset", "closed", "length", "malformed", "head_cap"])
def test_an_answer_that_broke_off_neither_passes_nor_violates(kind: str, why: str) -> None:
    for conversation in (CASES[kind].conforms(), CASES[kind].violates()):
        reply = conversation[-1].reply
        assert isinstance(reply, Response)
        # After HEAD no content may come, whole or not: here it is only the head that broke off.
        body = b"" if kind == "head/1" else reply.body
        partial = Partial(why=why, status=reply.status, head=reply.head, body=body)
        finding = judged(kind, (*conversation[:-1], with_reply(conversation[-1], partial)))
        assert finding.outcome is not Outcome.VIOLATES
        if len(conversation) == 1:
            assert finding.outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reply", OURS, ids=lambda r: f"{type(r).__name__}-{r.why}")
def test_what_we_broke_off_and_did_again_leaves_no_mark(kind: str, reply: Silence | Partial) -> None:
    for conversation, outcome in ((CASES[kind].conforms(), "conforms"), (CASES[kind].violates(), "violates")):
        twice = (*conversation[:-1], with_reply(conversation[-1], reply), conversation[-1])
        finding = judged(kind, twice)
        assert (finding.outcome.value, finding.unknown) == (outcome, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_error_is_its_own_root_cause(kind: str) -> None:
    for conversation in (CASES[kind].conforms(), CASES[kind].violates()):
        reply = Response(status=500, head=b"HTTP/1.1 500 .\r\nContent-Type: application/problem+json", body=b"{}")
        finding = judged(kind, (*conversation[:-1], with_reply(conversation[-1], reply)))
        assert finding.outcome is not Outcome.CONFORMS or len(conversation) > 1 or kind in OF_ERRORS_TOO
        assert {v.cause.partition("/")[0] for v in finding.violations} <= {"server-error"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_web_page_in_the_product_s_place_is_one_root_cause(kind: str) -> None:
    conversation = CASES[kind].violates()
    reply = Response(status=200, head=b"HTTP/1.1 200 .\r\nContent-Type: text/html", body=b"<html>Welcome</html>")
    finding = judged(kind, (*conversation[:-1], with_reply(conversation[-1], reply)))
    assert {v.cause.partition("/")[0] for v in finding.violations} <= {"html-instead-of-api", "latency"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_overwritten_is_unknown(kind: str) -> None:
    if not CASES[kind].by_content:
        return
    conversation = CASES[kind].violates()
    reply = conversation[-1].reply
    assert isinstance(reply, Response)
    gone = Redaction(part="reply.body", offset=1, length=len(reply.body) - 2, marker="personal:", pointer="")
    body = reply.body[:1] + b"*" * (len(reply.body) - 2) + reply.body[-1:]
    last = msgspec.structs.replace(
        conversation[-1],
        reply=msgspec.structs.replace(reply, body=body),
        redactions=(*conversation[-1].redactions, gone),
    )
    finding = judged(kind, (*conversation[:-1], last))
    assert finding.outcome is not Outcome.VIOLATES


@pytest.mark.parametrize("kind", KINDS)
def test_other_conversations_show_nothing(kind: str) -> None:
    """What no rule seeks: a path that nobody describes, and what is said between others."""
    stray = exchange("GET", "/weather", b"", 404, b"", ask={"Accept": "image/png"})
    others = msgspec.structs.replace(stray, from_party="somebody", to_party="somebody-else")
    apart = [msgspec.structs.replace(x, id=ExchangeId("cleanup", 0)) for x in CASES[kind].violates()]
    finding = judged(kind, (others, *apart))
    assert (finding.outcome, finding.because.code) == (Outcome.INCONCLUSIVE, "nothing-seen")
    if kind not in ("no-server-error/1", "withstands/1", "leak/1"):
        assert judged(kind, (stray,)).because.code == "nothing-seen"


@pytest.mark.parametrize("kind", KINDS)
def test_notes_for_readers_decide_nothing(kind: str) -> None:
    for conversation in (CASES[kind].conforms(), CASES[kind].violates()):
        labelled = tuple(msgspec.structs.replace(x, probe="close-twice", intent="a lie") for x in conversation)
        assert judged(kind, labelled) == judged(kind, conversation)


@pytest.mark.parametrize("kind", KINDS)
def test_a_violation_stands_whatever_conformed_besides(kind: str) -> None:
    """Law 7: passing and failing in one run is a violation, as k of n."""
    later = tuple(msgspec.structs.replace(x, id=ExchangeId("q", x.id.ordinal)) for x in CASES[kind].conforms())
    finding = judged(kind, (*CASES[kind].violates(), *later))
    if kind == "latency/1":
        return  # a percentile over all
    assert finding.outcome is Outcome.VIOLATES
    assert finding.failed == 1
    assert finding.passed >= 1


def test_the_case_s_own_exchanges_are_as_described() -> None:
    """Otherwise a case could break for another reason than the one it is for."""
    assert judge("schema/1", {}, created(), read()).outcome is Outcome.CONFORMS
