"""What may end the tester's own session or account is known by its name, and tried after everything else."""

from __future__ import annotations

import pytest
from described import contract_of, document

from harness.gather.restraint.lockout import clears, locks_out


@pytest.mark.parametrize(
    "method, path, name, risky",
    [
        ("post", "/logout", "", True),
        ("get", "/auth/sign-out", "", True),
        ("post", "/oauth/revoke", "", True),
        ("delete", "/sessions/{id}", "", True),
        ("put", "/users/me", "", True),
        ("delete", "/api-keys/{id}", "", True),
        ("post", "/subscriptions/{id}/secret/rotate", "", True),
        ("post", "/things/{id}", "revokeAccess", True),
        ("delete", "/admin/reset", "", True),
        ("get", "/users/me", "", False),
        ("post", "/sessions", "", False),
        ("delete", "/users/{id}/notes/{noteId}", "", False),
        ("delete", "/persons/{id}", "", False),
        ("get", "/blocks", "listBlocks", False),
    ],
)
def test_what_may_lock_out(method: str, path: str, name: str, risky: bool) -> None:
    said = {"responses": {"200": {"description": "."}}} | ({"operationId": name} if name else {})
    (found,) = contract_of(document({path: {method: said}})).operations
    assert locks_out(found) is risky


def test_other_methods_on_the_path_count_where_they_are_tried() -> None:
    (found,) = contract_of(document({"/users/me": {"get": {"responses": {}}}})).operations
    assert not locks_out(found)
    assert locks_out(found, any_method=True)


def test_what_others_are_tried_on_is_removed_after_them() -> None:
    said = {"delete": {"responses": {}}, "get": {"responses": {}}}
    paths = ("/buckets", "/buckets/{id}", "/buckets/{id}/records", "/buckets/{id}/records/{recordId}")
    contract = contract_of(document(dict.fromkeys(paths, said)))
    found = {(o.method, o.path) for o in contract.operations if clears(o, contract)}
    assert found == {("DELETE", path) for path in paths[:3]}
