"""Every line of a policy can be told otherwise in mock.yaml, and nothing else can."""

from __future__ import annotations

import msgspec
import pytest

from harness.partner.dispatch.terms import Policy


def test_a_policy_is_read_from_plain_data() -> None:
    read = msgspec.convert({"gaps": [0.1, 0.3], "form": "hex", "lacks": ["source"]}, Policy)
    assert (read.gaps, read.form, read.lacks) == ((0.1, 0.3), "hex", ("source",))


def test_the_usual_policy_has_growing_gaps_and_at_least_three() -> None:
    gaps = Policy().gaps
    assert len(gaps) >= 3
    assert sorted(set(gaps)) == list(gaps)


@pytest.mark.parametrize("wrong", [{"gaps": [-1]}, {"form": "base32"}, {"retries": 3}])
def test_what_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Policy)
