"""Each kind of credential is made right, made wrong in its own way, or says why it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jwt
import pytest

from harness.auth import Basic, Hook
from harness.gather.identity.carrier import Carrier, Credential
from harness.gather.identity.derived import DERIVED, FURTHER
from harness.gather.identity.forge import MALFORMED, Unavailable
from harness.gather.identity.makers import (
    BasicMaker,
    CertificateMaker,
    HookMaker,
    KeyMaker,
    Maker,
    NobodyMaker,
    TokenMaker,
)
from harness.gather.identity.signhook import Signer, Unsigned
from harness.gather.identity.tokens import Issued
from harness.sealed import Secret

ASK = Unsigned(method="GET", url="https://example.org/a")
KEY = "a key of thirty-two bytes or more, for tests"
OURS = jwt.encode({"aud": "us", "sub": "we"}, KEY, algorithm="HS256")
THEIRS = jwt.encode({"aud": ["them"], "sub": "we"}, KEY, algorithm="HS256")
NOW = 1_800_000_000_000_000
EVERY = (*DERIVED, *FURTHER)


def unlearned(name: str, secret: bytes) -> None:
    """Learn nothing."""


def hook(text: str, folder: Path) -> HookMaker:
    path = folder / "mine.py"
    path.write_text(f"def sign(request, settings, secrets):\n    return {text}\n")
    return HookMaker(Signer(Hook(hook=f"{path}:sign"), "target.auth"), lambda: "nonce", lambda: NOW, "us")


def basic() -> Maker:
    return BasicMaker(Basic(username="we", password=Secret("hush-hush")), "us", unlearned, "own-agency")


def key(text: str = "hush-hush") -> Maker:
    return KeyMaker(Carrier(place="header", name="X", scheme="api-key", client="us"), text, unlearned, "own-agency")


def token(text: str, elsewhere: str = "") -> Maker:
    other = Issued(elsewhere) if elsewhere else None
    return TokenMaker(Carrier(client="us"), Issued(text), unlearned, "own-agency", other)


def bad(maker: Maker) -> dict[str, str]:
    """Return what each bad credential is, or that it cannot be had."""
    made = {name: maker.bad(name, ASK) for name in EVERY}
    return {name: "-" if isinstance(one, Unavailable) else one.facts["credential"] for name, one in made.items()}


NONE = dict.fromkeys(EVERY, "-")
IN_QUERY = {"in-query": "in-query"}
OF_A_JWT = {name: kind for name, (kind, _) in DERIVED.items()}


@pytest.mark.parametrize(
    "maker, expected",
    [
        (NobodyMaker(), {}),
        (CertificateMaker("us"), {}),
        (basic(), {"malformed": "malformed", "tampered": "tampered"}),
        (key(), {"malformed": "malformed", "tampered": "tampered"} | IN_QUERY),
        (key(OURS), OF_A_JWT | IN_QUERY),
        (token(OURS), OF_A_JWT | IN_QUERY),
        (token("opaque"), {"malformed": "malformed", "tampered": "tampered", "alg-none": "alg-none"} | IN_QUERY),
        (token(OURS, THEIRS), OF_A_JWT | IN_QUERY | {"wrong-audience": "wrong-audience"}),
    ],
)  # fmt: skip
def test_what_each_kind_can_be_made_wrong(maker: Maker, expected: dict[str, str]) -> None:
    assert bad(maker) == NONE | expected
    for name in EVERY:
        made = maker.bad(name, ASK)
        if isinstance(made, Unavailable):
            assert made.why
        else:
            assert made.client == "us", "only the credential is wrong, not the certificate beside it"


@pytest.mark.parametrize("theirs, words", [(OURS, "no token for another audience"), ("opaque", "whom they are for")])
def test_another_audience_is_one_that_the_token_says(theirs: str, words: str) -> None:
    made = token(OURS, theirs).bad("wrong-audience", ASK)
    assert isinstance(made, Unavailable)
    assert words in made.why


def test_what_cannot_be_told_apart_from_the_product_is_passed_on() -> None:
    class Broken:
        def current(self) -> Unavailable:
            return Unavailable("the token endpoint answered 500")

        def renewed(self, refused: str) -> Unavailable:
            return self.current()

    maker = TokenMaker(Carrier(), Broken(), unlearned, "own-agency")
    assert [maker.genuine("genuine", ASK), maker.bad("tampered", ASK)] == [Broken().current()] * 2


SIGNED = "{'X-At': request.now.isoformat(), 'X-Mac': 'm:%s' % ('0' * 20 + request.nonce() + '1' * 20)}"


def test_a_hook_signs_and_its_signature_is_spoilt(tmp_path: Path) -> None:
    maker = hook(SIGNED, tmp_path)
    genuine = maker.genuine("genuine", ASK)
    tampered, malformed, expired = (maker.bad(name, ASK) for name in ("tampered", "malformed", "expired"))
    values = [dict(made.headers) for made in (genuine, tampered, malformed, expired) if isinstance(made, Credential)]
    assert values == [
        {"X-At": "2027-01-15T08:00:00+00:00", "X-Mac": "m:" + "0" * 20 + "nonce" + "1" * 20},
        {"X-At": "2027-01-15T08:00:00+00:00", "X-Mac": "m:" + "0" * 20 + "noAce" + "1" * 20},
        {"X-At": MALFORMED, "X-Mac": MALFORMED},
        {"X-At": "2027-01-14T08:00:00+00:00", "X-Mac": "m:" + "0" * 20 + "nonce" + "1" * 20},
    ]
    assert bad(maker) == NONE | {"malformed": "malformed", "tampered": "tampered", "expired": "expired"}


def test_a_hook_that_no_clock_moves_cannot_be_outdated(tmp_path: Path) -> None:
    made = hook("{'X-Mac': '0' * 20}", tmp_path).bad("expired", ASK)
    assert isinstance(made, Unavailable)
    assert "does not depend on the time" in made.why


def test_a_token_from_a_hook_is_forged_as_tokens_are(tmp_path: Path) -> None:
    maker = hook(f"{{'Authorization': 'Bearer {OURS}'}}", tmp_path)
    assert bad(maker) == NONE | OF_A_JWT
    made = maker.bad("alg-none", ASK)
    assert isinstance(made, Credential)
    assert str(made.headers[0][1]).endswith(".")


@pytest.mark.parametrize("text", ["{}", "1 / 0"])
def test_a_hook_that_gives_nothing_has_nothing_to_spoil(tmp_path: Path, text: str) -> None:
    assert bad(hook(text, tmp_path)) == NONE


def test_a_digest_is_changed_whatever_its_case(tmp_path: Path) -> None:
    made = hook("{'X-Mac': 'a' * 64}", tmp_path).bad("tampered", ASK)
    assert isinstance(made, Credential)
    assert str(made.headers[0][1]).lower() != "a" * 64


def test_one_that_is_shown_adds_nothing() -> None:
    made = CertificateMaker("us").genuine("genuine", ASK)
    assert isinstance(made, Credential)
    assert made.bare
    assert made.facts == {"credential": "genuine", "scheme": "mutual-tls"}


def test_what_was_made_wrong_is_redacted_too() -> None:
    learned: dict[str, bytes] = {}
    makers: list[Any] = [
        BasicMaker(Basic(username="we", password=Secret("hush")), "", learned.__setitem__, "own-agency"),
        KeyMaker(Carrier(), "hush", learned.__setitem__, "own-agency"),
    ]
    for maker in makers:
        maker.bad("tampered", ASK)
        assert learned["own-agency/tampered"] == b"huAh"
        learned.clear()
