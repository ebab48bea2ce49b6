"""Says in plain English why an outcome is what it is: one sentence for each code that a rule or the judge gives."""

from __future__ import annotations

from typing import Any

from harness.verdict import Because

SENTENCES: dict[str, str] = {
    # the judge
    "shown": "Shown by {cases} {cases:case|cases}.",
    "nothing-seen": "Nothing that could show it was seen in this run.",
    "too-little": "Too little was tried: {reached} of at least {needed} cases.",
    "not-tested": "Not tested.",
    "stopped": "The run stopped before it was tried ({why}).",
    "no-footer": "The run never came to its end, so nothing in it can be said to conform.",
    "unavailable": "It could not be tried: {why}.",
    "rule-crashed": "Hallmark's own rule failed ({error}). This is our fault and counts against nobody.",
    "condition-false": "It does not apply to this product.",
    "condition-unknown": "Whether it applies could not be told.",
    "no-answer": "The product gave no whole answer ({why}).",
    "blocked": "An earlier step, {step}, kept it from being tried.",
    "cut-off": "The conversation ended before {step} was decided.",
    "redacted": "The part that decides was taken out of the evidence before it was kept.",
    "hidden-by-status": "The product answered {status}, which hides what was asked.",
    "busy": "The product said that it was busy (503 with Retry-After).",
    "too-few-measurements": "Only {usable} measurements of at least {needed}; our own machine spoilt {ours}.",
    "content-too-large": "The content unpacks to more than Hallmark reads.",
    "list-too-long": "The list is longer than Hallmark follows.",
    # the product
    "schema": "The reply does not match its description: {pointer} breaks the rule {rule}.",
    "undocumented-status": "The product answered {status}, which is not documented for this operation.",
    "no-content": "A reply with status {status} came without content.",
    "media-type": "The content came as {got}, which is not documented for status {status}.",
    "charset": "JSON came in the character set {got}; it must be UTF-8.",
    "header": "The header field {header} is missing or not well-formed ({rule}).",
    "accepted-wrong-request": "A request that is wrong was accepted with {status}.",
    "not-a-refusal": "The product answered {status}, which is not the refusal that is asked for.",
    "refused-right-request": "A request with nothing wrong in it was refused with {status}.",
    "server-error": "The product failed with {status}.",
    "not-a-problem": "An error came as {got} and not as problem details.",
    "problem-status": "The problem says status {got}, but the HTTP status is {status}.",
    "not-strict-json": "What is called JSON is not strict JSON ({why}, at {pointer}).",
    "leak": "The error shows the product's insides ({what}).",
    "method-not-refused": "{method} on {path} was answered {status} instead of 405.",
    "allow-incomplete": "The 405 on {path} does not say that {missing} is allowed.",
    "head-with-content": "HEAD on {path} was answered with content.",
    "head-refused": "HEAD on {path} was answered {status}, although GET is served there.",
    "not-negotiated": "A media type that is not on offer was asked for or sent, and the product answered {status}.",
    "no-challenge": "A 401 came without WWW-Authenticate.",
    "credential-accepted": "The product served a request whose credential was no good ({credential}), with {status}.",
    "identifier": "{pointer} is not a possible {format}.",
    "step-failed": "At the step {step} the product's answer ({status}) was not the one that is asked for.",
    "call-never-came": "After the step {step} the product was to call back, and never did.",
    "lost": "{pointer} was written and did not come back.",
    "changed": "{pointer} came back other than it was written.",
    "entry-gone": "An entry that was there is gone from the list.",
    "entry-changed": "{pointer} is not what it was when it was first shown.",
    "repeat-refused": "The same message, sent again, was refused with {status}.",
    "second-effect": "The same message, sent again, had another effect: {pointer} differs.",
    "stale-write-accepted": "A change made on an outdated version was answered {status} instead of being refused.",
    "unconditional-write-accepted": "A change without If-Match was answered {status} instead of being refused.",
    "current-write-refused": "A change made on the current version was refused with {status}.",
    "link-broken": "The link to the next page was answered {status}.",
    "link-in-a-circle": "The link to the next page leads back to the same page.",
    "element-twice": "Going from page to page, an element came twice.",
    "element-missing": "Going through all pages, {missing} {missing:element|elements} that had been added never came.",
    "total-differs": "The list says that it holds {total}, but {got} came.",
    "page-too-long": "At most {limit} were asked for, and {got} came on one page.",
    "seen-by-a-stranger": "An agency that this was not shared with was answered {status}.",
    "too-slow": "{percentile} of 100 answers came within {ms} ms; the limit is {limit_ms} ms ({samples} measured).",
    # the verdict
    "conforms": "Every MUST of the claimed classes was shown.",
    "violates": "{violates} {violates:requirement is|requirements are} violated.",
    "inconclusive": "Not everything that is claimed could be shown.",
    "nothing-shown": "Nothing was shown: no requirement that decides was met by evidence.",
}
"""`{name}` takes a parameter; `{name:one|many}` takes a word by the parameter's number."""


def sentence(because: Because) -> str:
    """Return the sentence for `because`; an unknown code is shown as it is, never hidden."""
    form = SENTENCES.get(because.code)
    if form is None:
        return because.code + (f" {because.params}" if because.params else "")
    return form.format_map(_Params(because.params))


class _Params(dict[str, Any]):
    """Parameters that know words for one and many, and never fail on one that is missing."""

    def __getitem__(self, key: str) -> Any:
        return _Shown(self.get(key, "?"))


class _Shown:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            one, many = spec.split("|", 1)
            return one if self.value == 1 else many
        if isinstance(self.value, list | tuple):
            return ", ".join(map(str, self.value))
        return str(self.value) or "the top"
