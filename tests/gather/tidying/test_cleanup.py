"""Shows that what a run made is closed, and that a footer names what is left."""

from __future__ import annotations

import pytest
from tinyapi.bench import bench, bundle, json_reply

from harness.gather.tidying import cleanup
from harness.unclosed import Tidying, tidying


def how() -> Tidying:
    found = tidying(bundle().workflows, bundle().contract)
    assert found is not None
    return found


def test_closing() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(204 if "n1" in message.target else 409))
    assert cleanup.close("n1", how(), made) == cleanup.Closing(done=True)
    assert cleanup.close("n2", how(), made) == cleanup.REMAINS
    assert [x.request.target for x in paper.exchanges] == ["/api/notes/n1/closure", "/api/notes/n2/closure"]


@pytest.mark.parametrize("status, done", [(404, True), (410, True), (403, False), (500, False)])
def test_what_is_not_there_does_not_remain(status: int, done: bool) -> None:
    made, _, _ = bench(lambda message, identity: json_reply(status))
    assert cleanup.close("n1", how(), made) == cleanup.Closing(done=done, absent=status if done else 0)


def test_a_footer_names_only_so_many() -> None:
    many = tuple(str(number) for number in range(1003))
    assert cleanup.named(many)[-1] == "and 3 more"
    assert cleanup.named(("a",)) == ("a",)
