"""Shapes the values that several verbs take: a format with its file; each tells a shell what may be typed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from harness.evidence import Product

    _OfWanted = click.ParamType["Wanted"]
    _OfPair = click.ParamType[tuple[str, str]]
    _OfProduct = click.ParamType["Product"]
else:
    # Older click knows no type of what it returns.
    _OfWanted = _OfPair = _OfProduct = click.ParamType

STDOUT = Path("-")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")


class Wanted(NamedTuple):
    """A report that is asked for."""

    form: str
    file: Path
    """`STDOUT` for standard output."""


class WantedReport(_OfWanted):
    """`FORMAT=FILE`; `-` is standard output."""

    name = "format=file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Wanted:
        """Return format and file, or fail before anything is sent where the file could not be written."""
        from harness.render import RENDERERS

        form, equals, file = str(value).partition("=")
        if not equals or not file:
            self.fail(f"{value!r} is not FORMAT=FILE, as in junit=junit.xml.", param, ctx)
        if form not in RENDERERS:
            self.fail(f"there is no format {form!r}; there are {', '.join(RENDERERS)}.", param, ctx)
        path = Path(file)
        if path != STDOUT and (path.is_dir() or not path.absolute().parent.is_dir()):
            self.fail(f"{file!r} cannot be written: it is a folder, or lies in one that is not there.", param, ctx)
        return Wanted(form, path)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the formats; the file is the shell's affair."""
        from harness.render import RENDERERS

        return [CompletionItem(f"{form}=") for form in RENDERERS if form.startswith(incomplete)]


class Named(_OfPair):
    """`NAME=VALUE`; where a URL is asked for, an absolute one of http or https."""

    name = "name=value"

    def __init__(self, *, url: bool = False) -> None:
        """`url`: the value has to be one."""
        self._url = url

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return name and value, or fail."""
        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        if not equals or not _NAME.fullmatch(name):
            self.fail(f"{value!r} is not {'NAME=URL' if self._url else 'NAME=VALUE'}.", param, ctx)
        if self._url and not _is_url(text):
            self.fail(f"{text!r} is no URL with http or https, a host, and no name or password in it.", param, ctx)
        return name, text


class Described(_OfProduct):
    """`NAME,VERSION,SUPPLIER`, or a run file that names the product."""

    name = "product"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Product:
        """Return the product, or fail. Raises DeclarationError for a run file that does not name it."""
        import os

        from harness.evidence import Product
        from harness.runfile import load_product

        if isinstance(value, Product):
            return value
        text = str(value)
        if Path(text).suffix in (".yaml", ".yml"):
            return load_product(Path(text), os.environ)
        parts = [part.strip() for part in text.split(",", 2)]
        if len(parts) != 3 or not all(parts):
            self.fail(f"{text!r} is neither NAME,VERSION,SUPPLIER nor a run file (.yaml).", param, ctx)
        return Product(name=parts[0], version=parts[1], supplier=parts[2])


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return known and "@" not in parts.netloc and not parts.query and not parts.fragment
