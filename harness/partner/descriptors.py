"""Lets a partner hold as many connections as its system allows a process: what most give it at first is a thousand."""

from __future__ import annotations

from typing import Final

ENOUGH: Final = 65_536
"""Files and connections at once; some systems say that there is no end, and mean less."""


def allow_many() -> None:
    """Ask for as many as may be had without anybody's leave, where the system counts them; what it refuses stays."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if most == resource.RLIM_INFINITY else min(most, ENOUGH)
    if now != resource.RLIM_INFINITY and now < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        except (OSError, ValueError):
            pass  # macOS has a further limit that it does not name
