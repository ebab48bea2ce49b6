"""A trial makes its request afresh, and reads its settings in either form."""

from __future__ import annotations

from tinyapi.bench import bench, json_reply, operation

from harness.gather.probing.trial import Trial


def test_settings_and_requests() -> None:
    made, _, _ = bench(lambda message, identity: json_reply(200))
    trial = Trial(made, operation("createNote"), {}, {"one": "a", "many": ["a", "b"], "most": 3})
    assert (trial.words("one", ()), trial.words("many", ()), trial.words("none", ("c",))) == (
        ("a",),
        ("a", "b"),
        ("c",),
    )
    assert (trial.number("most", 5), trial.number("least", 5)) == (3, 5)
    first, second = trial.request(), trial.request()
    assert first is not None
    assert second is not None
    assert first.body != second.body
