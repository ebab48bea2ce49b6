"""What somebody says is taken as it was given, and named by what was signed."""

from __future__ import annotations

import pytest
from bundled import KEY
from verify.test_waivers import WAIVER

from harness.certificate import envelope
from harness.certificate.keys import new_key
from harness.certificate.waiver import Waiver
from harness.certificate.word import give, take
from harness.errors import EvidenceError

KIND = "https://hallmark.example.org/test/v1"
SUBJECTS = {"x@1.0": "sha256:" + "ab" * 32}


def test_it_is_taken_as_it_was_given() -> None:
    data = give(KIND, WAIVER, SUBJECTS, KEY)
    word = take(data, "w.json", KIND, Waiver)
    assert (word.said, word.name) == (WAIVER, "w.json")
    assert take(envelope.countersign(data, new_key("ed25519")), "w", KIND, Waiver).digest == word.digest


def test_another_kind_is_said() -> None:
    with pytest.raises(EvidenceError, match="no waiver"):
        take(give(KIND, WAIVER, SUBJECTS, KEY), "w.json", KIND + "x", Waiver)
    with pytest.raises(EvidenceError, match="no waiver"):
        take(b"{}", "w.json", KIND, Waiver)
