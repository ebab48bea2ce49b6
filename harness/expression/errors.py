"""Names the error of an expression, condition or query that its author must mend."""

from __future__ import annotations

from harness.errors import ProfileError


class ExpressionError(ProfileError):
    """An expression, condition, pattern or query cannot be used as written; evaluating one never raises this."""
