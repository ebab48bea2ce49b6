"""Spares a session what Hypothesis's plugin would load at its end for nothing.

Hypothesis comes with Hallmark, and its plugin imports all of it to say that no test has used it: half a second.
"""

from __future__ import annotations

import sys
from typing import Final

import pytest

NAME: Final = "hypothesispytest"
"""What `-p no:hypothesispytest` leaves out."""


def spare(config: pytest.Config) -> None:
    """Leave the plugin out of the session's end, where it has nothing to say and nobody asked it for anything."""
    used = "hypothesis" in sys.modules or any(arg.startswith("--hypothesis") for arg in config.invocation_params.args)
    elsewhere = config.pluginmanager.has_plugin("dsession")  # pytest-xdist: tests ran in other processes
    if not used and not elsewhere and config.pluginmanager.has_plugin(NAME):
        config.pluginmanager.unregister(name=NAME)
