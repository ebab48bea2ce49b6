"""Sets a value at a place in a payload, as Arazzo's Payload Replacement Object says."""

from __future__ import annotations

from harness.arazzo.raw import ArazzoError
from harness.expression import ExpressionError, parse_pointer


def replace(payload: object, target: str, value: object, where: str) -> object:
    """A copy of the payload with `value` at the JSON Pointer `target`; raises ArazzoError.

    A new member of an existing object may be set, an array's item only if it exists. The payload must be written out: a
    payload that is itself an expression has no places yet.
    """
    try:
        tokens = parse_pointer(target)
    except ExpressionError as error:
        raise ArazzoError(error.message, where=where, hint=error.hint) from error
    return _set(payload, tokens, value, f"{where}, replacement {target!r}")


def _set(node: object, tokens: tuple[str, ...], value: object, where: str) -> object:
    if not tokens:
        return value
    head, rest = tokens[0], tokens[1:]
    if isinstance(node, dict) and (head in node or not rest):
        return {**node, head: _set(node.get(head), rest, value, where)}
    if isinstance(node, list | tuple) and head in {str(index) for index in range(len(node))}:
        return [_set(item, rest, value, where) if str(index) == head else item for index, item in enumerate(node)]
    raise ArazzoError("there is no such place in the payload", where=where)
