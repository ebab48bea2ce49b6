"""Shows that a plan follows from profile, declaration and seed, and says what it leaves out and why."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from described import contract_of, document
from tinyapi.bench import bundle, declared
from tinyapi.running import aim

from harness.errors import DeclarationError
from harness.gather.plan import OF, Aim, Plan
from harness.gather.running.planning import plan
from harness.loading import find, load_bundle
from harness.profile import Probe

OTHER = {"base_url": "http://127.0.0.1:9", "identities": {"other-agency": {"kind": "none"}}}


def planned(*only: str, classes: tuple[str, ...] = ("core", "calls"), **changes: Any) -> Plan:
    return plan([aim(classes=classes)], declared(**changes), 7, only)


def names(made: Plan) -> list[str]:
    return [partition.name for partition in made.partitions]


def test_probes_that_requirements_share_are_sent_once() -> None:
    made = {partition.name: partition for partition in planned(target=OTHER).partitions}
    assert made["workflow:create-and-read"].requirements == ("N-001", "N-002")
    assert list(made) == [
        "workflow:create-and-read",
        "workflow:strangers",
        "workflow:notified",
        "examples:createNote",
        "examples:changeNote",
        "protocol:methods:listNotes",
        "protocol:missing-fields:createNote",
        "fuzz:createNote",
    ]


def test_the_same_in_gives_the_same_plan() -> None:
    assert msgspec.structs.asdict(planned())["partitions"] == planned().partitions
    assert planned().planned == planned().planned


def test_what_cannot_be_brought_about_is_left_out_with_the_reason() -> None:
    made = planned(target={"base_url": "https://example.org"})
    assert {what for what in made.unavailable if not what.startswith(OF)} == {"identity:other-agency", "inbound"}
    assert [what for what in made.unavailable if what.startswith(OF)], "and the requirements that it costs"
    assert made.left_out == {"workflow:notified": "inbound", "workflow:strangers": "identity:other-agency"}
    assert "workflow:strangers" not in names(made)


def test_read_only_leaves_out_all_that_writes() -> None:
    made = planned(limits={"read_only": True})
    assert names(made) == []
    assert "write" in made.unavailable


def test_only_some_requirements_or_classes() -> None:
    assert names(planned("N-001")) == ["workflow:create-and-read"]
    assert planned("N-001").only == ("N-001",)
    assert planned("calls").only == ("N-004", "N-005")
    assert planned().only == ()


def test_only_the_claimed_classes() -> None:
    assert names(planned(classes=("calls",))) == ["workflow:notified"]


@pytest.mark.parametrize("word, hint", [("N-01", "N-001"), ("cor", "core")])
def test_a_word_that_names_nothing(word: str, hint: str) -> None:
    with pytest.raises(DeclarationError, match=hint):
        planned(word)


def test_a_class_that_is_not_there() -> None:
    with pytest.raises(DeclarationError, match="Did you mean 'calls'"):
        planned(classes=("cals",))


def with_probes(*probes: Probe) -> Plan:
    profile = bundle().profile
    first = msgspec.structs.replace(profile.requirements[0], probes=probes)
    changed = msgspec.structs.replace(profile, requirements=(first,))
    return plan([aim(changed)], declared(), 7)


def test_other_settings_are_another_partition() -> None:
    made = with_probes(
        Probe(fuzz=("createNote",)), Probe(fuzz=("createNote",), with_={"cases": 3}), Probe(fuzz=("createNote",))
    )
    assert names(made) == ["fuzz:createNote", "fuzz:createNote+2"]
    assert [partition.estimate for partition in made.partitions] == [40, 6]


def test_two_profiles_share_what_is_alike() -> None:
    made = plan([aim(), aim()], declared(target=OTHER), 7)
    assert names(made) == names(plan([aim()], declared(target=OTHER), 7))


def test_what_may_lock_the_tester_out_comes_last() -> None:
    answers = {"responses": {"200": {"description": "."}}}
    paths = {
        "/logout": {"post": {"operationId": "logout", **answers}},
        "/sessions/{id}": {"delete": {"operationId": "endSession", **answers}},
        "/things": {"get": {"operationId": "listThings", **answers}},
    }
    made, contract = load_bundle(find("uk-api-base@1.0")), contract_of(document(paths))
    base = Aim(profile=made.profile, role="provider", classes=("http", "abuse"), contract=contract, workflows={})
    ordered = plan([base], declared(), 7, ()).partitions
    risky = [part.name for part in ordered if part.last]
    assert {part.operation for part in ordered if part.last} == {"logout", "endSession"}
    assert [part.name for part in ordered][-len(risky) :] == risky
    assert any("listThings" in part.name and part.kind == "fuzz" for part in ordered if not part.last)


def test_what_takes_things_away_from_others_comes_after_them_the_deepest_first() -> None:
    said = {"responses": {"200": {"description": "."}}}
    paths = {
        "/buckets": {"delete": {"operationId": "deleteBuckets", **said}},
        "/buckets/{id}/records": {
            "delete": {"operationId": "deleteRecords", **said},
            "get": {"operationId": "listRecords", **said},
        },
        "/sessions/{id}": {"delete": {"operationId": "endSession", **said}},
    }
    made, contract = load_bundle(find("uk-api-base@1.0")), contract_of(document(paths))
    base = Aim(profile=made.profile, role="provider", classes=("http", "abuse"), contract=contract, workflows={})
    ordered = plan([base], declared(), 7, ()).partitions
    removing = [part.operation for part in ordered if part.kind == "fuzz" and part.last]
    assert list(dict.fromkeys(removing)) == ["deleteRecords", "deleteBuckets", "endSession"]
