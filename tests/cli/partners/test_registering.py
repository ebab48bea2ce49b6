"""A partner that is served by itself keeps what it was sent as a run of the other role."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from harness import archive
from harness.cli.partners.registering import opposite, registering
from harness.errors import MockError
from harness.evidence import Exchange
from harness.loading import find, load_bundle
from harness.partner.host import running

MOCK = "receiving-control-room"


def test_the_run_is_begun_kept_and_sealed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with registering(tmp_path / "run", MOCK) as kept:
        assert kept is not None
        with running(MOCK, keep=kept.register.keep) as partner:
            kept.begin(partner)
            assert requests.get(f"{partner.url}/agencies", timeout=5).status_code == 401
    evidence = archive.read(tmp_path / "run")
    (subject,) = evidence.context.subjects
    assert (subject.role, subject.target, subject.profile) == ("sender", partner.url, "incident-transfer@1.0")
    assert [str(o.id) for o in evidence.observations if isinstance(o, Exchange)] == [f"partner:{MOCK}#0"]
    assert "now: hallmark judge" in capsys.readouterr().err


def test_without_a_folder_nothing_is_kept() -> None:
    with registering(None, MOCK) as kept:
        assert kept is None


def test_who_calls_a_partner_takes_the_other_role() -> None:
    bundle = load_bundle(find("incident-transfer@1.0"))
    assert (opposite(bundle, "receiver"), opposite(bundle, "sender")) == ("sender", "receiver")
    with pytest.raises(MockError, match="no other role"):
        opposite(load_bundle(find("uk-api-base@1.0")), "provider")
