"""Finds links of replies that lead to no operation, or fill a parameter that it has not."""

from __future__ import annotations

from collections.abc import Iterator

from harness.contract.compile import Compiled
from harness.contract.lint.finding import Finding
from harness.contract.model import Link, Operation


def findings(compiled: Compiled) -> Iterator[Finding]:
    """Yield what is odd about links (OpenAPI 3.1, 4.8.20)."""
    for operation in compiled.contract.operations:
        for reply in operation.replies.values():
            for link in reply.links.values():
                target = compiled.contract.linked(link)
                if target is None:
                    message = f"the link {link.name} leads to no operation of this description"
                    yield Finding(code="links/nowhere", message=message, where=link.where)
                else:
                    yield from _parameters(link, target)


def _parameters(link: Link, target: Operation) -> Iterator[Finding]:
    known = {each.name for each in target.parameters}
    known |= {f"{each.location}.{each.name}" for each in target.parameters}
    for name in link.parameters:
        if name not in known and not target.incomplete:
            message = f"the link {link.name} fills {name}, which {target.id} has not"
            yield Finding(code="links/unknown-parameter", message=message, where=link.where)
