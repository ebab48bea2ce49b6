"""A lazy attribute is computed once."""

from harness.reading.lazy import lazy


class Thing:
    """Counts."""

    calls = 0

    @lazy
    def value(self) -> int:
        """The value."""
        self.calls += 1
        return self.calls


def test_once_for_each_object() -> None:
    one, other = Thing(), Thing()
    assert (one.value, one.value, other.value, one.calls) == (1, 1, 1, 1)


def test_the_class_shows_its_text() -> None:
    assert isinstance(Thing.value, lazy)
    assert Thing.value.__doc__ == "The value."
