"""Names and forms tell what members are for, and which addresses lead inward."""

from __future__ import annotations

import pytest
from building import notes
from hypothesis import given
from hypothesis import strategies as st

from harness.resources import traits


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "https://10.1.2.3/x", "https://192.168.0.1:8443/", "http://169.254.169.254/latest", "http://[::1]/",
     "https://localhost./", "http://a.localhost/", "http://metadata.google.internal/", "http://[fe80::1]/", "http://0.0.0.0/"],
)  # fmt: skip
def test_inward(address: str) -> None:
    assert traits.leads_inward(address)


@pytest.mark.parametrize(
    "address", ["https://example.org/", "https://8.8.8.8/", "https://[2001:4860:4860::8888]/", "nothing"]
)
def test_outward(address: str) -> None:
    assert not traits.leads_inward(address)


@given(st.text())
def test_any_text_is_told(text: str) -> None:
    assert traits.leads_inward(text) in (True, False)
    assert list(traits.addresses(text)) in ([], [("", text.strip())])


def test_addresses_are_found_where_they_stand() -> None:
    value = {"a": [{"callbackUrl": "https://example.org/x"}], "b": "no address", "c/d": " http://example.org "}
    assert dict(traits.addresses(value)) == {"/a/0/callbackUrl": "https://example.org/x", "/c~1d": "http://example.org"}


def test_what_the_tiny_api_takes() -> None:
    contract = notes().contract
    assert traits.callback_members(contract) == {
        "createNote": frozenset({"callbackurl"}),
        "addComment": frozenset({"callbackurl"}),
    }
    assert traits.correlation_fields(contract) == ("correlation-id",)
    assert traits.personal_operations(contract) == ("listComments",)
    create = contract.operation("createNote")
    assert create is not None
    assert {"text", "messageId"} <= traits.json_members(create)
