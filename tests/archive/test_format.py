"""Lines of every format are read, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
import strategies
from hypothesis import given

from harness.archive import CONVERTERS, FORMAT
from harness.archive.format import (
    DEPTH_CAP,
    Closing,
    Header,
    Limits,
    decode_footer,
    decode_header,
    encode,
    kept_decoder,
    observation_decoder,
)
from harness.errors import EvidenceError
from harness.evidence import Answer, ExchangeId, Footer, Observation, Product, RunContext

CONTEXT = RunContext(
    run="r", subjects=(), product=Product(name="p", version="1", supplier="s"), seed=1, harness="1", started=0
)


@given(strategies.contexts)
def test_a_context_survives_its_line(context: RunContext) -> None:
    line = encode(Header(context=context))
    assert decode_header(line, "x:1") == (context, FORMAT)
    assert encode(Header(context=decode_header(line, "x:1")[0])) == line
    assert b"\n" not in line


@given(strategies.observations)
def test_an_observation_survives_its_line(observation: Observation) -> None:
    line = encode(observation)
    assert observation_decoder(FORMAT)(line) == observation
    assert encode(observation_decoder(FORMAT)(line)) == line
    assert b"\n" not in line


@given(strategies.footers)
def test_a_footer_survives_its_line(footer: Footer) -> None:
    line = encode(Closing(footer=footer))
    assert decode_footer(line, FORMAT, "x:9") == footer


def test_the_order_in_which_a_dictionary_was_filled_does_not_show() -> None:
    assert encode(Footer(ended=1, stopped="", counts={"a": 1, "b": 2})) == encode(
        Footer(ended=1, stopped="", counts={"b": 2, "a": 1})
    )


def test_there_is_a_way_up_from_every_older_format() -> None:
    assert sorted(CONVERTERS) == list(range(1, FORMAT))


@pytest.mark.parametrize(
    "line, why",
    [
        (b"", "not the header of evidence"),
        (b"{}", "not the header of evidence"),
        (b"[1]", "not the header of evidence"),
        (b'{"hallmark":"verdict","format":1,"context":{}}', "not the header of evidence"),
        (b'{"hallmark":"evidence","format":1,"context":{}}', "context cannot be read"),
        (b'{"hallmark":"evidence","format":1,"context":null}', "context cannot be read"),
        (b'{"hallmark":"evidence","format":0,"context":{}}', "unknown format 0"),
        (b'{"hallmark":"evidence","format":-7,"context":{}}', "unknown format -7"),
        (b'{"hallmark":"evidence","format":2,"context":{}}', "evidence of format 2; this copy knows 1"),
        (b'{"hallmark":"evidence","format":1,"context":' + b"[" * 100_000, "not the header of evidence"),
    ],
)
def test_what_is_no_header_is_said_with_its_place(line: bytes, why: str) -> None:
    with pytest.raises(EvidenceError, match=why) as error:
        decode_header(line, "run.gz:1")
    assert error.value.where == "run.gz:1"
    assert error.value.hint


def test_a_header_or_footer_that_is_too_long_is_not_decoded() -> None:
    with pytest.raises(EvidenceError, match="longer than 10 bytes"):
        decode_header(encode(Header(context=CONTEXT)), "x:1", Limits(header=10))
    with pytest.raises(EvidenceError, match="longer than 10 bytes"):
        decode_footer(b'{"footer":null}', FORMAT, "x:9", Limits(footer=10))


@pytest.mark.parametrize("line", [b"", b"{}", b'{"footer":1}', b'{"footer":{"ended":"x"}}'])
def test_what_is_no_footer_is_said_with_its_place(line: bytes) -> None:
    with pytest.raises(EvidenceError, match="footer cannot be read") as error:
        decode_footer(line, FORMAT, "run.gz")
    assert error.value.where == "run.gz"


@pytest.mark.parametrize("deep, refused", [(DEPTH_CAP - 1, False), (DEPTH_CAP, True), (5000, True)])
def test_fixtures_may_nest_only_so_deep_wherever_they_are_read(deep: int, refused: bool) -> None:
    nest = "[" * deep + "1" + "]" * deep
    header = encode(Header(context=CONTEXT)).replace(b'"fixtures":{}', b'"fixtures":{"a":%b}' % nest.encode())
    if not refused:
        decode_header(header, "x:1")
        return
    with pytest.raises(EvidenceError):
        decode_header(header, "x:1")


def test_an_older_format_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two invented older formats: in -1 people `said` what in 0 was `words` and is `text` now."""

    def up(kind: str, value: Any, old: str, new: str) -> Any:
        if kind != "observation":
            return value | {"harness" if kind == "context" else "stopped": value["was"] + new}
        return {(new if key == old else key): part for key, part in value.items()}

    monkeypatch.setitem(CONVERTERS, -1, lambda kind, value: up(kind, value, "said", "words"))
    monkeypatch.setitem(CONVERTERS, 0, lambda kind, value: up(kind, value, "words", "text"))
    answer = Answer(id=ExchangeId("a", 0), by="b", question="q", text="yes", at=1)
    old = json.dumps(json.loads(encode(answer)) | {"text": None, "said": "yes"}).replace('"text": null, ', "").encode()
    assert observation_decoder(-1)(old) == answer
    assert kept_decoder(-1)(b'{"salt":"AA==","observation":%b}' % old) == answer

    context = json.loads(encode(CONTEXT)) | {"was": "v"}
    header = json.dumps({"hallmark": "evidence", "format": -1, "context": context}).encode()
    assert decode_header(header, "x:1")[0].harness == "vtext"
    footer = b'{"footer":{"ended":1,"counts":{},"was":"f"}}'
    assert decode_footer(footer, -1, "x") == Footer(ended=1, stopped="ftext", counts={})
