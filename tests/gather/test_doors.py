"""What a product can call is opened as the run file says, and who watches is told whom it lets in."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tinyapi.running import declaration, orders

from harness.gather.checks import Check, Preflight
from harness.gather.doors import Doors
from harness.gather.memory.latejournal import LateJournal
from harness.gather.orders import Event
from harness.gather.strand import Strand
from harness.redact import Redactor

HERE = "http://127.0.0.1:9"


def doors(folder: Path, **partners: Any) -> tuple[Doors, list[Event]]:
    """Return doors that are all shut, and what who watches is told."""
    told: list[Event] = []
    made = orders(HERE, folder, declare=declaration(HERE, partners=partners))
    strands = lambda name: Strand(name, made.clock)  # noqa: E731
    return Doors(made, strands, LateJournal(lambda exchange: None), Redactor({}), told.append), told


def test_nothing_is_said_of_what_only_this_machine_can_reach(tmp_path: Path) -> None:
    made, told = doors(tmp_path, listen="127.0.0.1:0")
    with made.listener() as inbound:
        assert inbound.url.startswith("http://127.0.0.1:")
    assert (told, made.ca) == ([], "")


def test_who_listens_beyond_this_machine_is_told_so(tmp_path: Path) -> None:
    made, told = doors(tmp_path, listen="0.0.0.0:0")
    with made.listener():
        pass
    assert [event.text for event in told] == [
        "callbacks are taken on 0.0.0.0:0: whoever reaches this machine can call while the run lasts"
    ]


@pytest.mark.parametrize(
    "declared, said", [((), "not declared in partners.allow_callbacks_to"), (("127.0.0.1",), "declared")]
)
def test_a_private_address_is_named_that_a_careful_product_exempts(
    tmp_path: Path, declared: tuple[str, ...], said: str
) -> None:
    made, told = doors(tmp_path, listen="127.0.0.1:0", tls="auto", allow_callbacks_to=declared)
    with made.listener():
        pass
    assert [event.text for event in told] == [
        f"a product that refuses private addresses exempts 127.0.0.1, by this exact name alone ({said})"
    ]
    assert Path(made.ca).is_file()


def test_an_authority_is_there_where_one_is_declared(tmp_path: Path) -> None:
    made, _ = doors(tmp_path)
    with ExitStack() as stack:
        assert made.authority(stack) is None
    reached = Preflight(checks=(Check(name="reachable", ok=True),))
    assert made.of_authority(reached) is reached
