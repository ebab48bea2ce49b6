"""Computes an attribute when it is first asked for, and never again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class lazy(Generic[T]):
    """Like functools.cached_property, without the lock that costs it half its time in Python 3.11."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        """Wrap a method without arguments."""
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> lazy[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> T | lazy[T]:
        if instance is None:
            return self
        value = self._compute(instance)
        # Found there from now on, because this descriptor has no __set__.
        instance.__dict__[self._name] = value
        return value
