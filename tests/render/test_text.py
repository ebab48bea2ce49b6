"""The text report is as the golden file has it, and harmless for a terminal."""

from __future__ import annotations

from pathlib import Path

import msgspec
from sample_report import exchange, finding, report, violated

from harness.evidence import Product
from harness.profile import SUBJECT_DESCRIPTION
from harness.render.text import MOST_CAUSES, render
from harness.verdict import Cites, Outcome

GOLDEN = Path(__file__).parent / "golden" / "report.txt"


def test_the_text_is_as_before() -> None:
    assert render(report()) == GOLDEN.read_bytes()


def test_a_hostile_name_cannot_act_on_the_terminal() -> None:
    shown = render(report(product=Product(name="\x1b]0;evil\x07\u202e", version="1\n2", supplier="x"))).decode()
    assert shown.startswith("⟨U+001B⟩]0;evil⟨U+0007⟩⟨U+202E⟩ 1⟨U+000A⟩2 by x")
    assert "\x1b" not in shown


def test_very_many_causes_are_counted_and_not_all_printed() -> None:
    found = tuple(violated("N-001", "server-error", {"status": 500}, f"cause-{n}") for n in range(MOST_CAUSES + 5))
    assert "and 5 further root causes" in render(report(found[:1] + found[1:])).decode()


def test_a_gap_of_the_description_is_no_fault_of_the_product_and_counts_as_its_requirement_does() -> None:
    """A verdict that rests on it would be gainsaid by a line that nothing of it counts."""
    told = report((violated("N-002", "undocumented-status", {"status": 201}),))
    (part,) = told.parts
    own = msgspec.structs.replace(part.profile, description=SUBJECT_DESCRIPTION)
    told = msgspec.structs.replace(told, parts=(msgspec.structs.replace(part, profile=own),))
    shown = render(told).decode()
    assert "About the description: no fault in what the product does, but requirements that are not met:" in shown
    assert "counts against" not in shown


def test_no_footer_is_said() -> None:
    assert "cut off before its end" in render(msgspec.structs.replace(report(), footer=None)).decode()


def test_what_the_request_names_is_made_anew_first() -> None:
    read = exchange(1, method="GET", target="/notes/v1/notes/1", body=b"")
    lines = render(report((violated("N-002", "server-error", {"status": 500}),), (exchange(0), read))).decode()
    shown = lines[lines.index("repeat it:") :].splitlines()
    assert shown[1].strip().startswith("# What the run made may have been removed since")
    assert shown[2].strip().startswith("ID=$(curl -s -X POST")
    assert shown[3].strip().endswith('/notes/v1/notes/"$ID"')


def test_what_does_not_apply_is_told_by_its_reason_and_not_in_the_table() -> None:
    said = Cites(declared="hallmark.yaml: classes")
    why = {"shown": "not-offered", "feature": "pages"}
    idle = [finding(name, Outcome.NOT_APPLICABLE, "condition-false", why, cites=said) for name in ("N-002", "N-004")]
    idle.append(finding("N-007", Outcome.NOT_APPLICABLE, "condition-false", cites=said))
    shown = render(report((violated("N-001", "server-error", {"status": 500}), *idle))).decode().splitlines()
    begin = shown.index("  not applicable to this product (3):")
    assert shown[begin + 1 : begin + 3] == [
        "    N-002, N-004: The description offers nothing of the kind (pages).",
        "    N-007: No reason is given.",
    ]
    assert not any(line.startswith("  N-002 ") for line in shown)
