"""Sets one of the papers in reports/templates/paper as PDF/UA-1, without a network and with our own fonts alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec
import typst

from harness.content import root
from harness.errors import OurFault
from harness.render.paper.letters import all_letters

STANDARD: Final = "ua-1"


def typeset(paper: str, data: Mapping[str, Any], seconds: int) -> bytes:
    """Return the PDF of `paper` (`report`, `certificate`) filled with `data`; `seconds` since 1970 is its date.

    Every text in `data` is text to the typesetter, never markup. Raises OurFault when it cannot be set.
    """
    folder = root("reports") / "templates" / "paper"
    given = msgspec.json.encode(all_letters(data)).decode()
    try:
        made = typst.compile(
            str(folder / f"{paper}.typ"),
            root=str(folder),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": given},
            pdf_standards=STANDARD,
            timestamp=max(0, min(seconds, 253_402_300_799)),
            format="pdf",
        )
    except typst.TypstError as error:
        raise OurFault(
            f"the paper cannot be set: {error.message}", where=f"reports/templates/paper/{paper}.typ"
        ) from error
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that the typesetter carries: a machine's own would change the paper."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
