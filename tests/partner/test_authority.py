"""Tokens are issued to known clients and read with suspicion."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_acts import NOW, RING, SECRET, TERMS, authority

from harness.partner.authority import CHECKS, Authority, Refused
from harness.partner.call import Reply
from harness.partner.identity.flaws import FLAWS
from harness.partner.identity.trusting import Beside

NOT_OURS = Refused("invalid_token", "The token was not issued here.")
FORM = "application/x-www-form-urlencoded"


def ask(body: str, *, basic: str = "", media: str = FORM, on: Authority | None = None) -> Reply:
    headers = {"content-type": media}
    if basic:
        headers["authorization"] = "Basic " + base64.b64encode(basic.encode()).decode()
    return (on or authority()).token(headers, body.encode(), NOW)


def token(client: str = "own", scope: str = "") -> str:
    reply = ask(f"grant_type=client_credentials&scope={scope}", basic=f"{client}:{SECRET}")
    assert reply.status == 200
    return str(json.loads(reply.body)["access_token"])


def who(credential: str, *, now: float = NOW, check: tuple[str, ...] = CHECKS) -> Any:
    found = authority().identify(credential, now, frozenset(check))
    return found.why if isinstance(found, Refused) else found["client"]


def signed(**claims: Any) -> str:
    genuine = {"iss": "here", "sub": "own", "aud": "us", "exp": int(NOW) + 60, "scope": "read"}
    return RING.current().signed({**genuine, **claims}, {"kid": RING.current().kid})


@pytest.mark.parametrize("in_form", [True, False])
def test_a_client_signs_in_by_header_or_form(in_form: bool) -> None:
    body = f"grant_type=client_credentials&client_id=own&client_secret={SECRET}"
    reply = ask(body) if in_form else ask("grant_type=client_credentials", basic=f"own:{SECRET}")
    said = json.loads(reply.body)
    assert (reply.status, said["token_type"], said["expires_in"], said["scope"]) == (200, "Bearer", 3600, "read write")
    assert reply.header("cache-control") == "no-store"


@pytest.mark.parametrize(
    "body, basic, media, status, error",
    [
        ("grant_type=client_credentials", "own:wrong", FORM, 401, "invalid_client"),
        ("grant_type=client_credentials", f"nobody:{SECRET}", FORM, 401, "invalid_client"),
        ("grant_type=client_credentials", "", FORM, 401, "invalid_client"),
        ("", "", FORM, 401, "invalid_client"),
        ("grant_type=password", f"own:{SECRET}", FORM, 400, "unsupported_grant_type"),
        ("grant_type=client_credentials&scope=rule", f"own:{SECRET}", FORM, 400, "invalid_scope"),
        ("{}", f"own:{SECRET}", "application/json", 400, "invalid_request"),
        ("x", f"own:{SECRET}", FORM, 400, "invalid_request"),
    ],
)
def test_what_is_not_granted(body: str, basic: str, media: str, status: int, error: str) -> None:
    reply = ask(body, basic=basic, media=media)
    assert (reply.status, json.loads(reply.body)["error"]) == (status, error)
    assert (reply.header("www-authenticate") is not None) is (status == 401)


@pytest.mark.parametrize(
    "claims, agency",
    [({"agency": "GB-FRS-X02"}, "GB-FRS-X02"), ({}, None), ({"agency": ""}, None), ({"agency": 1}, None)],
)
def test_a_client_that_only_the_trusted_authority_knows_is_whom_it_says(
    claims: dict[str, Any], agency: str | None
) -> None:
    credential = "Bearer " + signed(sub="signing", **claims)
    trusting = Authority(TERMS, "", trusted=Beside(RING, lambda: "here"))
    found = trusting.identify(credential, NOW)
    assert found == ({"client": "signing", "agency": agency, "scopes": ["read"]} if agency else NOT_OURS)
    assert authority().identify(credential, NOW) == NOT_OURS


def test_an_authorisation_that_is_no_base64_is_nobody_s() -> None:
    headers = {"content-type": FORM, "authorization": "Basic ***"}
    assert authority().token(headers, b"grant_type=client_credentials", NOW).status == 401


def test_a_narrower_scope_can_be_asked_for() -> None:
    found = authority().identify(f"Bearer {token(scope='read')}", NOW)
    assert not isinstance(found, Refused)
    assert found == {"client": "own", "agency": "GB-POL-X01", "scopes": ["read"]}


@pytest.mark.parametrize(
    "credential, expected",
    [
        ("", "missing"),
        ("Basic abc", "missing"),
        ("Bearer", "malformed"),
        ("Bearer not-a-token", "malformed"),
        ("Bearer a.b.c", "malformed"),
        ("Bearer \udcff", "malformed"),
        (f"bearer {signed()}", "own"),
        (f"Bearer {signed()[:-9]}AAAAAAAAA", "invalid_token"),
        (f"Bearer {signed(aud=['them', 'us'])}", "own"),
        (f"Bearer {signed(aud=['them', 7])}", "invalid_token"),
        (f"Bearer {signed(aud=7)}", "invalid_token"),
        (f"Bearer {signed(nbf=int(NOW) + 1)}", "invalid_token"),
        (f"Bearer {signed(nbf=int(NOW))}", "own"),
        (f"Bearer {signed(nbf='soon')}", "invalid_token"),
        (f"Bearer {signed(exp=True)}", "invalid_token"),
        (f"Bearer {signed(exp=NOW + 0.5)}", "own"),
        (f"Bearer {signed(cnf={'x5t#S256': 'another'})}", "invalid_token"),
        (f"Bearer {signed(cnf={'x5t#S256': 7})}", "invalid_token"),
        (f"Bearer {signed(padding='x' * 20_000)}", "malformed"),
        (f"Bearer {signed(iss='there')}", "invalid_token"),
        (f"Bearer {signed(sub='nobody')}", "invalid_token"),
        (f"Bearer {signed(exp='soon')}", "invalid_token"),
        (f"Bearer {signed(aud='them')}", "invalid_token"),
        (f"Bearer {signed(exp=int(NOW))}", "invalid_token"),
        ("Bearer " + jwt.encode({"iss": "here"}, b"k" * 64, "HS512"), "invalid_token"),
        ("Bearer " + jwt.encode({"iss": "here"}, "", "none"), "invalid_token"),
    ],
)
def test_whose_token_it_is(credential: str, expected: str) -> None:
    assert who(credential) == expected


@pytest.mark.parametrize(
    "hole, credential",
    [
        ("signature", signed()[:-4] + "AAAA"),
        ("algorithm", jwt.encode(jwt.decode(signed(), options={"verify_signature": False}), "", "none")),
        ("expiry", signed(exp=1)),
        ("not-before", signed(nbf=int(NOW) + 5)),
        ("audience", signed(aud="them")),
        ("issuer", signed(iss="there")),
        ("binding", signed(cnf={"x5t#S256": "another"})),
    ],
)
def test_each_check_stands_for_itself(hole: str, credential: str) -> None:
    for left_out in CHECKS:
        check = tuple(each for each in CHECKS if each != left_out)
        assert who(f"Bearer {credential}", check=check) == ("own" if left_out == hole else "invalid_token")


def test_a_token_that_was_read_before_still_expires() -> None:
    one, credential = authority(), f"Bearer {token()}"
    assert not isinstance(one.identify(credential, NOW), Refused)
    assert isinstance(one.identify(credential, NOW + 3600), Refused)


def test_tokens_of_the_stale_client_have_expired_and_say_that_they_last() -> None:
    assert who(f"Bearer {token('stale')}") == "invalid_token"
    assert json.loads(ask("grant_type=client_credentials", basic=f"stale:{SECRET}").body)["expires_in"] == 3600


def test_the_memory_for_tokens_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.authority.MOST_REMEMBERED", 2)
    one = authority()
    for number in range(5):
        assert not isinstance(one.identify(f"Bearer {signed(jti=str(number))}", NOW), Refused)
    assert len(one._seen) <= 2


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_token_that_is_wrong_in_one_way_is_refused(flaw: str) -> None:
    one = authority()
    assert not isinstance(one.identify(f"Bearer {one.mint.token('own', ['read'], NOW)}", NOW), Refused)
    assert isinstance(one.identify(f"Bearer {one.mint.token('own', ['read'], NOW, flaw=flaw)}", NOW), Refused)


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["hallmark"], "hallmark": True},
        {"kid": "../../etc/passwd"},
        {"kid": "x" * 300},
        {"kid": "' OR 1=1"},
        {"jku": "http://127.0.0.1:1/keys", "kid": "mine"},
        {"x5u": "http://127.0.0.1:1/keys", "kid": "mine"},
    ],
)
def test_what_a_header_says_of_keys_is_never_followed(header: dict[str, Any]) -> None:
    claims = jwt.decode(signed(), options={"verify_signature": False})
    token = RING.current().signed(claims, {"kid": RING.current().kid, **header})
    assert who(f"Bearer {token}") in ("invalid_token", "malformed")


def test_a_key_stays_for_its_overlap_and_then_goes() -> None:
    one = Authority(TERMS, SECRET)
    before = f"Bearer {one.mint.token('own', ['read'], NOW)}"
    one.rotate(NOW, overlap=60)
    after = f"Bearer {one.mint.token('own', ['read'], NOW)}"
    assert not isinstance(one.identify(before, NOW + 59), Refused)
    assert isinstance(one.identify(before, NOW + 60), Refused)
    assert not isinstance(one.identify(after, NOW + 60), Refused)


def test_a_token_that_was_made_wrong_is_known_by_the_fault() -> None:
    one = authority()
    reply = ask("grant_type=client_credentials", basic=f"own:{SECRET}", on=one)
    said = json.loads(one.spoil(reply.body, NOW, "expired", "stale-token"))
    bearer = f"Bearer {said['access_token']}"
    assert one.fault_of(bearer) == "stale-token"
    assert one.fault_of(None) == one.fault_of("Bearer x") == ""
    assert isinstance(one.identify(bearer, NOW), Refused)


def test_of_tokens_that_were_made_wrong_the_newest_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.authority.MOST_SPOILT", 2)
    one = authority()
    reply = ask("grant_type=client_credentials", basic=f"own:{SECRET}", on=one)
    made = [json.loads(one.spoil(reply.body, NOW + at, "expired", f"stale-{at}"))["access_token"] for at in range(3)]
    assert [one.fault_of(f"Bearer {token}") for token in made] == ["", "stale-1", "stale-2"]


def test_the_endpoints_take_their_methods_alone() -> None:
    one = authority()
    assert [one.endpoint(path) for path in ("/oauth/token", "/oauth/jwks", "/elsewhere")] == ["token", "jwks", ""]
    assert one.answer("jwks", "POST", {}, b"", NOW).header("allow") == "GET, HEAD"
    assert one.answer("token", "GET", {}, b"", NOW).header("allow") == "POST"


def test_nobody_is_signed_in_where_people_would_be() -> None:
    asked = authority().answer("authorize", "GET", {}, b"", NOW)
    assert (asked.status, json.loads(asked.body)["error"]) == (400, "unsupported_response_type")
    assert asked.header("location") is None
    assert authority().endpoint("/oauth/authorize") == "authorize"
    assert authority().answer("authorize", "POST", {}, b"", NOW).status == 405


def test_an_issuer_that_is_a_name_is_the_address_under_which_it_is_served() -> None:
    one = Authority(TERMS, SECRET, RING)
    assert one.issuer == "here"
    one.root = "http://127.0.0.1:9"
    assert json.loads(one.answer("discovery", "GET", {}, b"", NOW).body)["issuer"] == "http://127.0.0.1:9"


def test_challenges_follow_rfc_6750() -> None:
    one = authority()
    assert one.challenge(Refused("missing", "")) == 'Bearer realm="here"'
    assert one.challenge(Refused("malformed", "")) == 'Bearer realm="here", error="invalid_token"'


@given(st.text(max_size=80))
def test_no_credential_is_too_odd(text: str) -> None:
    assert isinstance(authority().identify(f"Bearer {text}", NOW), Refused)


@given(st.binary(max_size=80))
def test_no_form_is_too_odd(body: bytes) -> None:
    assert authority().token({"content-type": FORM}, body, NOW).status in (400, 401)
