"""A template is filled with values that are text and nothing else."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from harness.render import filling


def test_values_are_inert_and_markup_is_ours() -> None:
    shape = filling._templates().from_string("{{ hostile }}|{{ ours }}|{{ long|length }}|{{ long }}|{{ long|command }}")
    text = shape.render(hostile="<b>\u202e", ours=Markup("<b>"), long="x" * 3_000)
    hostile, ours, _, value, command = text.split("|")
    assert (hostile, ours) == ("&lt;b&gt;⟨U+202E⟩", "<b>")
    assert len(value) < 2_100
    assert len(command) == 3_000


def test_a_value_that_nobody_gave_is_no_empty_text() -> None:
    with pytest.raises(UndefinedError):
        filling.filled("details.html.j2")
