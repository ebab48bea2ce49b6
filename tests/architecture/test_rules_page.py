"""The page of rules and probes is what the program has, each once."""

from __future__ import annotations

import re

from architecture.rules_page import PAGE, page

from harness.gather.conversations import CONVERSATIONS
from harness.gather.probing.protocol import PROTOCOL
from harness.gather.probing.transport import WHOLE
from harness.rules import RULES


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m architecture.rules_page` in tests/"


def test_it_has_every_rule_and_probe_once() -> None:
    named = re.findall(r"^\| `([\w/-]+)` \|", page(), re.MULTILINE)
    headers = ["conversation", "protocol"]
    assert sorted(named) == sorted([*RULES, *CONVERSATIONS, *PROTOCOL, *WHOLE, *headers])
