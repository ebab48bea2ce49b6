"""Takes secrets and other people's data out of an exchange before it is kept; nothing else may do so."""

from __future__ import annotations

from harness.redact.credentials import TOKEN_FIELDS
from harness.redact.pointers import Personal
from harness.redact.redactor import Redactor

__all__ = ["TOKEN_FIELDS", "Personal", "Redactor"]
