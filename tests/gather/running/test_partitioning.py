"""Each probe of a requirement comes to its partitions, and one of something that is not there is said."""

from __future__ import annotations

import msgspec
import pytest
from tinyapi.bench import bundle
from tinyapi.running import aim

from harness.errors import ProfileError
from harness.gather.plan import PartitionPlan
from harness.gather.running.partitioning import partitions_of
from harness.profile import Probe


def partitions(*probes: Probe) -> list[PartitionPlan]:
    """Return what a requirement with these probes comes to."""
    return list(partitions_of(aim(), 0, msgspec.structs.replace(bundle().profile.requirements[0], probes=probes)))


@pytest.mark.parametrize(
    "probe",
    [
        Probe(workflow="nowhere"),
        Probe(protocol="telepathy"),
        Probe(examples=("nothing",)),
        Probe(fuzz=("nothing",)),
        Probe(protocol="head", operations=("nothing",)),
        Probe(examples=("createNote",), with_={"setup": "nowhere"}),
    ],
)
def test_a_probe_of_something_that_is_not_there(probe: Probe) -> None:
    with pytest.raises(ProfileError, match=r"notes@1.0 N-001"):
        partitions(probe)


def test_a_protocol_probe_without_operations_is_tried_on_all_that_suit() -> None:
    found = partitions(Probe(protocol="head"))
    assert [part.name for part in found] == ["protocol:head:listNotes", "protocol:head:getNote"]


def test_a_scene_is_a_partition_of_its_own() -> None:
    (part,) = partitions(Probe(stimuli=("send",), with_={"scene": "redirect", "ask": ["shown"]}))
    assert (part.name, part.kind, part.requirements) == ("stimulus:redirect", "stimulus", ("N-001",))
    assert part.settings == {"stimuli": ["send"], "scene": "redirect", "ask": ["shown"]}
