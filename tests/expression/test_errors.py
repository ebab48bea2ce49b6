"""An expression's error is its author's to mend: a profile error, exit 3."""

from harness.errors import ProfileError
from harness.expression.errors import ExpressionError


def test_it_is_the_profiles_error_and_says_what_to_do() -> None:
    error = ExpressionError("broken", where="file", hint="mend it")
    assert isinstance(error, ProfileError)
    assert error.exit_code == 3
    assert str(error) == "file: broken\n  mend it"
