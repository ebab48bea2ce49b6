"""Fills the templates of HTML pages: every value is made inert, and the styles are named by their digest."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from harness.content import root
from harness.render.inert import inert
from harness.render.words import Shown, Words

LONGEST: Final = 2_000
"""Characters of one value on a page."""
LONGEST_COMMAND: Final = 24_000


def filled(template: str, *, styles: tuple[str, ...] = ("report.css",), **values: Any) -> bytes:
    """Return a page in UTF-8 with those files of styles; the same values give the same bytes."""
    css = "".join((root("reports") / "templates" / name).read_text(encoding="utf-8") for name in styles)
    text = (
        _templates()
        .get_template(template)
        .render(
            css=Markup(css),  # our own file
            css_digest=Markup(base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()),
            **values,
        )
    )
    return text.encode()


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(root("reports") / "templates"),
        autoescape=True,
        finalize=_harmless,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = _said
    environment.filters["command"] = lambda text: Markup(escape(inert(text, LONGEST_COMMAND)))
    return environment


@jinja2.pass_context
def _said(context: jinja2.runtime.Context, key: str, /, **values: Any) -> Markup:
    """Return a text of the page's words `w`, its values made inert, and marked where it is in a language of its own.

    A value that is markup already, such as a command in its type, stays so: a text is translated whole.
    """
    words: Words = context["w"]
    text = escape(words.form(key)).format_map({name: _value(value) for name, value in values.items()})
    lang = words.lang(key)
    return Markup('<span lang="{}">{}</span>').format(lang, text) if lang else text


def _value(value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    return Shown(value if isinstance(value, int) else inert(str(value), LONGEST))


def _harmless(value: Any) -> Any:
    """Make every value that reaches the page inert; markup is our own, and the values in it have come by here."""
    return value if isinstance(value, Markup) else inert(str(value), LONGEST)
