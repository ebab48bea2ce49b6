"""Files people write are read as YAML 1.2 means them, with their lines, and hostile ones are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import yamlfile
from harness.errors import ContractError, DeclarationError, ProfileError
from harness.yamlfile import load, loads


def value(text: str) -> Any:
    return loads(text.encode(), "f.yaml").value


def refused(text: str | bytes, where: str = "f.yaml") -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        loads(text.encode() if isinstance(text, str) else text, where)
    return caught.value


def test_dates_stay_text_and_only_true_and_false_are_booleans() -> None:
    text = "a: 2027-03-31\nb: 12:30\nc: yes\nd: no\ne: on\nf: true\ng: False\nh: 2025-01-01T10:00:00Z\ni: 1_000\n"
    found = value(text)
    assert found == {
        "a": "2027-03-31", "b": "12:30", "c": "yes", "d": "no", "e": "on", "f": True, "g": False,
        "h": "2025-01-01T10:00:00Z", "i": "1_000",
    }  # fmt: skip


def test_numbers_null_and_quoted_text() -> None:
    found = value("[010, 0x1F, 0o17, -3, 1.5, .5, 1e3, ~, null, '', '1', \"true\", 1.2.3, -, !!str 12]")
    assert found == [10, 31, 15, -3, 1.5, 0.5, 1000.0, None, None, "", "1", "true", "1.2.3", "-", "12"]
    assert [type(each) for each in found[:7]] == [int, int, int, int, float, float, float]


def test_keys_are_text_as_written() -> None:
    assert value("200: a\ntrue: b\nnull: c\n1.0: d\n") == {"200": "a", "true": "b", "null": "c", "1.0": "d"}


def test_a_key_that_occurs_twice_is_refused_with_both_lines() -> None:
    error = refused("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
    assert error.where == "f.yaml:5"
    assert "'c'" in error.message
    assert "line 3" in error.message


def test_keys_that_differ_as_values_and_not_as_text_are_one_key() -> None:
    assert "occurs twice" in refused("1: a\n'1': b\n").message


@pytest.mark.parametrize(
    "text, line, part",
    [
        ("a: [1, 2\nb: 3", 2, "not YAML"),
        ("a: 1\n--- \nb: 2\n", 2, "second document"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "tag"),
        ("a: !!timestamp 2020-01-01\n", 1, "tag"),
        ("a: !mine x\n", 1, "tag"),
        ("x: &x {a: 1}\ny:\n  <<: *x\n", 3, "merge key"),
        ("a: .inf\n", 1, "no JSON number"),
        ("a: 1e999\n", 1, "too large"),
        ("? [a, b]\n: c\n", 1, "key must be text"),
        ("x: &x [1]\n*x : 2\n", 2, "key must be text"),
        ("a: &a [*a]\n", 1, "alias"),
        ("\n\na: *nowhere\n", 3, "alias"),
        ("[" * 101, 1, "deeper"),
        ("a: 1\nb: \x07\n", 2, "not text"),
    ],
)
def test_what_is_refused_names_its_line(text: str, line: int, part: str) -> None:
    error = refused(text)
    assert error.where == f"f.yaml:{line}"
    assert part in error.message


def test_what_is_no_utf8_is_refused() -> None:
    assert "not text" in refused(b"a: \xff\xfe\xff\n").message


def test_aliases_that_stand_for_too_much_are_refused() -> None:
    laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    laughs += "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    assert "aliases" in refused(laughs).message


def test_an_alias_gives_the_value_and_its_lines() -> None:
    found = loads(b"x: &x\n  k: 1\ny: *x\n", "f.yaml")
    assert found.value == {"x": {"k": 1}, "y": {"k": 1}}
    assert found.line_of("/y/k") == 2


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(yamlfile, "MAX_BYTES", 10)
    path = tmp_path / "f.yaml"
    path.write_text("a: " + "x" * 20)
    with pytest.raises(ContractError, match="larger"):
        load(path, ContractError)


def test_lines_in_yaml() -> None:
    found = loads(b"# c\na:\n  - x: 1\n    y: 2\n  - 5\nb/c: 1\n", "f.yaml")
    lines = {"": 2, "/a": 2, "/a/0": 3, "/a/0/y": 4, "/a/1": 5, "/b~1c": 6, "/a/7": 2, "/a/x": 2, "/zz": 2}
    assert {pointer: found.line_of(pointer) for pointer in lines} == lines
    assert found.at("/a/0/y") == "f.yaml:4"


def test_json_is_read_strictly_with_lines() -> None:
    found = loads(b'{\n "a": {\n  "b": 1}}', "f.json")
    assert found.value == {"a": {"b": 1}}
    assert found.at("/a/b") == "f.json:3"
    error = refused(b'{\n"a":1,\n"a":2}', "f.json")
    assert error.where == "f.json:3"
    assert "/a" in error.message
    assert refused(b'{\n\n"a":,}', "f.json").where == "f.json:3"
    assert "not JSON" in refused(b"a: 1", "f.json").message


def test_the_error_class_is_the_caller_s(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="cannot read the file"):
        load(tmp_path / "none.yaml", DeclarationError)


def test_an_empty_file_is_null() -> None:
    found = loads(b"", "f.yaml")
    assert found.value is None
    assert found.line_of("/a") == 1


# Controls and other separators of lines are not written raw in YAML.
texts = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=10)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | texts
scalars |= st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))


@given(values, st.sampled_from([None, 2]))
def test_json_is_read_as_yaml_too(value_: Any, indent: int | None) -> None:
    text = json.dumps(value_, indent=indent, ensure_ascii=False)
    assert json.dumps(value(text)) == json.dumps(value_)
