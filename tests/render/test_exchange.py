"""An exchange is laid out harmlessly, with what decides marked, and cut where it is long."""

from __future__ import annotations

import gzip
import json

import pytest
from sample_report import exchange, with_reply

from harness.evidence import Partial, Response, Silence
from harness.render.deciding import Deciding
from harness.render.exchange import MOST_LINES, MOST_MARKED, WIDEST, Shown, lay_out


def marked(shown: Shown) -> list[str]:
    return [line.text for line in (*shown.request, *shown.reply) if line.marked]


def text(shown: Shown) -> str:
    return "\n".join(line.text for line in shown.reply)


def test_heads_come_as_they_went_over_the_wire_and_json_indented() -> None:
    shown = lay_out(exchange())
    assert [line.text for line in shown.request] == [
        "POST /notes/v1/notes HTTP/1.1",
        "Host: 127.0.0.1:8801",
        "Accept: application/json",
        "Content-Type: application/json",
        "Authorization: Bearer ********",
        "",
        "{",
        '  "title": "one"',
        "}",
    ]
    assert shown.outcome == "201 Created"
    assert marked(shown) == []
    assert shown.size() > 100
    assert "taken out" in shown.notes[0]


@pytest.mark.parametrize(
    "marks, expected",
    [
        (Deciding(status=True), ["HTTP/1.1 201 Created"]),
        (Deciding(headers=frozenset({"content-type"})), ["Content-Type: application/json"]),
        (Deciding(pointers=("/title",)), ['  "title": "other"']),
        (Deciding(pointers=("/absent/deeper",)), ["{"]),
        (Deciding(pointers=("",)), ["{", '  "id": 1,', '  "title": "other"', "}"]),
        (Deciding(offset=9), []),
        (Deciding(offset=17), ['  "title": "other"']),
        (Deciding(request_line=True), ["POST /notes/v1/notes HTTP/1.1"]),
        (Deciding(request_headers=frozenset({"authorization"})), ["Authorization: Bearer ********"]),
        (Deciding(request_pointers=("/title",)), ['  "title": "one"']),
    ],
)
def test_what_decides_is_marked(marks: Deciding, expected: list[str]) -> None:
    assert marked(lay_out(exchange(), marks)) == expected


def test_of_a_large_region_the_first_line_is_marked() -> None:
    body = json.dumps({"many": list(range(MOST_MARKED + 1))}).encode()
    assert marked(lay_out(with_reply(body), Deciding(pointers=("/many",)))) == ['  "many": [']


def test_a_long_message_is_cut_and_what_decides_stays() -> None:
    body = json.dumps([{"n": n} for n in range(5000)]).encode()
    shown = lay_out(with_reply(body), Deciding(pointers=("/4321/n",)))
    assert marked(shown) == ['    "n": 4321']
    assert len(shown.reply) <= MOST_LINES + 4
    assert "lines are left out here" in text(shown)


def test_huge_content_of_any_kind_is_shown_in_part() -> None:
    for body in (b"x" * 10_000_000, b"{" * 10_000_000, b"\n" * 10_000_000, b"\xff\x00" * 5_000_000):
        shown = lay_out(with_reply(body))
        assert shown.size() < (MOST_LINES + 4) * (WIDEST + 60)


def test_text_is_marked_where_the_offset_lies_however_long_the_line() -> None:
    body = b"first\n" + b"x" * 5000 + b"at org.example.Secret(Secret.java:1)"
    (line,) = marked(lay_out(with_reply(body, "text/plain"), Deciding(offset=5006)))
    assert "org.example.Secret" in line
    assert len(line) < WIDEST + 60


def test_hostile_bytes_are_inert() -> None:
    reply = Response(status=200, head=b"HTTP/1.1 200 OK\r\nX-Evil: \x1b[2J\xe2\x80\xae", body=b'{"a":"\xe2\x80\xae"}')
    shown = text(lay_out(exchange(reply=reply)))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "⟨U+001B⟩[2J⟨U+202E⟩" in shown


def test_coded_content_is_shown_unpacked_and_a_bomb_is_not() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip"
    shown = lay_out(exchange(reply=Response(status=200, head=head, body=gzip.compress(b'{"a":1}'))))
    assert '  "a": 1' in text(shown)
    assert any("unpacked" in note for note in shown.notes)
    bomb = lay_out(exchange(reply=Response(status=200, head=head, body=gzip.compress(bytes(50_000_000)))))
    assert "cannot be unpacked" in text(bomb)


def test_what_was_taken_out_is_short_however_long_it_was() -> None:
    reply = Response(status=200, head=b"HTTP/1.1 200 OK", body=b'{"name":"' + b"*" * 5000 + b'"}')
    assert '  "name": "********"' in text(lay_out(exchange(reply=reply)))


def test_silence_and_a_broken_answer_say_why() -> None:
    silent = lay_out(exchange(reply=Silence(why="timeout")))
    assert (silent.outcome, silent.reply) == ("no answer: nothing came in time", ())
    broken = lay_out(exchange(reply=Partial(why="length", status=200, head=b"HTTP/1.1 200 OK", body=b'{"a":')))
    assert broken.outcome == "a broken answer: less came than was announced"
    assert text(broken).endswith('{"a":')
