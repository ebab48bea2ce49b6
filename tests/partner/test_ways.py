"""A partner is served in the way that its defects need."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import requests

from harness.errors import MockError
from harness.partner.config import write_config
from harness.partner.defects import list_defects
from harness.partner.host import Running, running
from harness.partner.identity.flaws import FLAWS, Good
from harness.partner.identity.keys import Ring
from harness.partner.identity.state import Folder
from harness.partner.opening import elsewhere
from harness.partner.ways import served_so
from harness.runfile import load

MOCK = "reference-records"
NEW = "a key that is new"


@pytest.mark.parametrize(
    "way, scheme, mutual, own",
    [("", "http", False, True), ("tls", "https", False, True), ("mutual", "https", True, True),
     ("authority", "http", False, False)],
)  # fmt: skip
def test_each_way(tmp_path: Path, way: str, scheme: str, mutual: bool, own: bool) -> None:
    with served_so(MOCK, (), way, tmp_path) as partner:
        assert partner.url.startswith(f"{scheme}://")
        assert partner.mutual is mutual
        assert bool(partner.token_url) is own


def test_who_trusts_another_authority_has_a_run_file_that_signs_as_it(tmp_path: Path) -> None:
    with served_so(MOCK, (), "authority", tmp_path) as partner:
        write_config(tmp_path / "hallmark.yaml", partner)
        declared = load(tmp_path / "hallmark.yaml", {})
    terms = declared.partners.authority
    assert terms is not None
    assert (terms.url, terms.audience, terms.listen) == (partner.issuer, MOCK, "")
    assert Path(terms.state).is_dir()
    assert set(declared.target.identities) == {"other-agency", "read-only"}


def test_without_the_keys_of_that_authority_there_is_no_run_file(tmp_path: Path) -> None:
    with (
        running("authority") as issuer,
        running(MOCK, trusts=elsewhere(issuer.url)) as partner,
        pytest.raises(MockError, match="takes the tokens of another authority"),
    ):
        write_config(tmp_path / "hallmark.yaml", partner)


READS = {"reference-records": "/persons", "receiving-control-room": "/agencies"}
FLAW = {"ignores-beginning": "not-yet-valid", "ignores-issuer": "wrong-issuer", "keeps-keys-for-ever": NEW}


def status(partner: Running, flaw: str) -> int:
    """Return what a token is answered that is wrong in one way, or signed by a key that was published a moment ago."""
    assert partner.state is not None
    ring = Ring("RS256", Folder(partner.state, "RS256"))
    key = ring.current() if flaw != NEW else ring.publish(time.time(), 60)
    at = int(time.time())
    claims = {"iss": partner.issuer, "sub": "own-agency", "aud": partner.script.authority.audience, "nbf": at,
              "exp": at + 60, "scope": "records:read incidents:read"}  # fmt: skip
    good = Good(claims, {"kid": key.kid}, key, time.time())
    token = good.signed() if flaw in ("", NEW) else FLAWS[flaw](good)
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(partner.url + READS[partner.script.name], headers=headers, timeout=10).status_code


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.identity.trusting.PAUSE", 0.0)


@pytest.mark.parametrize(
    "mock, defect", [(mock, one.name) for mock in READS for one in list_defects(mock) if one.needs == "authority"]
)
def test_the_perfect_one_refuses_and_the_defective_one_does_not_or_the_other_way_round(
    tmp_path: Path, mock: str, defect: str
) -> None:
    well, ill = (401, 200) if defect != "keeps-keys-for-ever" else (200, 401)
    for planted, expected in (((), well), ((defect,), ill)):
        with served_so(mock, planted, "authority", tmp_path / str(expected)) as partner:
            assert status(partner, "") == 200
            assert status(partner, FLAW[defect]) == expected


def test_a_defect_that_needs_an_authority_is_not_served_without() -> None:
    with pytest.raises(MockError, match="does not show"), running(MOCK, ["keeps-keys-for-ever"]):
        pass
