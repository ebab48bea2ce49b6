"""Builds reports whose every text comes from hostile hands, and reports that must not look better than they are."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sample_report import exchange, exchange_id, finding, profile, report, requirement, violated

from harness.evidence import Deviation, Footer, Product, Request
from harness.profile import ConformanceClass, Level, Publication, Source
from harness.render.report import Part, Report
from harness.summary import summarise
from harness.verdict import Cites, Decision, Outcome

TEXTS: Final = {
    "controls": "a\x00b\x1b]0;x\x07\x9b2J\x7f\r\n\tz",
    "xml": "]]></failure></testcase><testcase name='x'/><!-- &amp; <![CDATA[",
    "workflow-command": "\n::error file=x::y\n::stop-commands::t\n##[add-mask]x\r\n::set-output name=a::b%0A%0D,:",
    "table": "a | b \\| c\n|---|---|\n# heading\n- item\n1. one",
    "backticks": "` `` ``` ````\n```sh\nrm\n```",
    "markup": "[x](https://evil.example.org) ![i](http://evil.example.org/i.png) <img src=x onerror=alert(1)> <script>",
    "addresses": "https://evil.example.org www.evil.example.org a@evil.example.org @owner #1 :+1: $x$ ~~s~~ **b** _i_",
    "direction": "\u202egnp.exe\u202c \u2066x\u2069 \u200b\ufeff",
    "tap": "# TODO later\nok 99 - all\n1..0 # SKIP\nBail out!\n  ---\n  ...\n\\# SKIP x",
    "sarif": "{0} {{x}} [link](1) \\[a\\] %SRCROOT%",
    "surrogates": "\ud800 \udfff \uffff \U0001fffe \U000e0041",
    "attachment": "[[ATTACHMENT|/etc/passwd]]",
    "leading": "- 1. + = > # *",
}
"""Texts that act somewhere, by what they try."""
LONG: Final = "x" * 1_000_000


def hostile(text: str) -> Report:
    """Return a report with `text` in every field that comes from a product, a profile, a run file or a description."""
    told = report()
    named = msgspec.structs.replace(
        profile(),
        title=text,
        publisher=text,
        notice=(text,),
        sources={"book": Publication(title=text, url=f"https://example.org/{text}", read=text)},
        classes=(ConformanceClass(id="notes", title=text, explain=text), *profile().classes[1:]),
        requirements=tuple(
            requirement(f"N-00{n}", level=level, statement=text, explain=text, source=Source(ref="book", clause=text))
            for n, level in enumerate((Level.MUST, Level.MUST, Level.SHOULD, Level.MUST), 1)
        ),
    )
    params = {"got": text, "status": text, "header": text, "why": text, "pointer": text, "error": text}
    broken = violated("N-001", "media-type", params, cause=f"media-type/{text}")
    violations = tuple(msgspec.structs.replace(v, operation=text) for v in broken.violations)
    found = (
        msgspec.structs.replace(broken, violations=violations),
        finding("N-002", Outcome.INCONCLUSIVE, "no-answer", params, unknown=1),
        finding("N-003", Outcome.FAULT, "rule-crashed", params),
        finding("N-004", Outcome.NOT_APPLICABLE, "condition-false", cites=Cites(declared=text)),
    )
    footer = Footer(ended=told.context.started, stopped=text, counts={}, left=(text,))
    subject = msgspec.structs.replace(told.parts[0].subject, target=f"http://127.0.0.1/{text}")
    verdict = summarise(named, subject, text, found, footer)
    context: dict[str, Any] = {
        "run": text,
        "harness": text,
        "product": Product(name=text, version=text, supplier=text),
        "deviations": (Deviation(requirement="N-001", owner=text, reason=text, expires=text),),
    }
    sent = Request(method="POST", target="/x", head=b"POST /x HTTP/1.1", body=text.encode("utf-8", "surrogatepass"))
    return msgspec.structs.replace(
        told,
        out=text,
        evidence=text,
        footer=footer,
        context=msgspec.structs.replace(told.context, **context),
        parts=(Part(profile=named, subject=subject, verdict=verdict),),
        exchanges={exchange_id(1): exchange(1, request=sent)},
    )


def conforming() -> Report:
    """Return a report on a product that does all that is asked."""
    cited = Cites(first=(exchange_id(0),), count=1, digest="sha256:cited")
    told = profile()
    mine = [r.id for r in told.of_role("keeper") if r.class_ == "notes"]
    found = tuple(finding(name, Outcome.CONFORMS, "shown", {"cases": 1}, passed=1, cites=cited) for name in mine)
    made = report(found, deviations=())
    assert made.decision is Decision.CONFORMS
    return made


def not_green() -> dict[str, Report]:
    """Return reports without a single requirement that is not met, of which none is a success."""
    good = conforming()
    empty = report(())
    only = msgspec.structs.replace(good.parts[0].subject, only=("N-001",))
    part = good.parts[0]
    limited = summarise(part.profile, only, "sample-rules 1", part.verdict.findings[:1], good.footer)
    unclaimed = msgspec.structs.replace(part.subject, classes=("notes", "links"))
    partly = summarise(part.profile, unclaimed, "sample-rules 1", part.verdict.findings, good.footer)
    untold = report((finding("N-001", Outcome.INCONCLUSIVE, "nothing-seen"),))
    fault = report((finding("N-001", Outcome.FAULT, "rule-crashed", {"error": "KeyError"}),))
    return {
        "no profile": msgspec.structs.replace(good, parts=(), decision=Decision.INCONCLUSIVE, exit_code=2),
        "no requirement": empty,
        "limited": _with(good, limited),
        "claimed and not shown": _with(good, partly),
        "no footer": msgspec.structs.replace(untold, footer=None),
        "could not be told": untold,
        "a fault of ours": fault,
        "a fault on the way": msgspec.structs.replace(good, exit_code=4),
    }


def _with(told: Report, verdict: Any) -> Report:
    part = msgspec.structs.replace(told.parts[0], verdict=verdict)
    assert verdict.verdict is Decision.INCONCLUSIVE
    return msgspec.structs.replace(told, parts=(part,), decision=verdict.verdict, exit_code=2)
