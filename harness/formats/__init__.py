"""Names the national identifier formats that rules and schemas may call: pure functions from text to yes or no."""

from __future__ import annotations

from collections.abc import Callable

from harness.formats.uprn import is_uprn, is_usrn

FORMATS: dict[str, Callable[[str], bool]] = {
    "uprn": is_uprn,
    "usrn": is_usrn,
}
