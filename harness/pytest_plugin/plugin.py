"""Tells pytest of Hallmark's options and fixtures, and wakes the rest when a run file is named.

Every pytest in the environment imports this file, so it imports nothing that pytest has not loaded already.
"""

from __future__ import annotations

import pytest

from harness.pytest_plugin.beginning import begin, begin_early
from harness.pytest_plugin.fixtures import hallmark_contract, hallmark_evidence, hallmark_partner

__all__ = [
    "hallmark_contract",
    "hallmark_evidence",
    "hallmark_partner",
    "pytest_addoption",
    "pytest_configure",
    "pytest_load_initial_conftests",
]

OPTIONS = {
    "hallmark": ("FILE", "Run file (hallmark.yaml): gather evidence once, and show each requirement as a test."),
    "hallmark_profile": ("PROFILE", "Profile (id@version or folder) instead of the run file's."),
    "hallmark_url": ("URL", "Base URL of the product, instead of the run file's."),
    "hallmark_openapi": ("FILE|URL", "The product's own API description, instead of the run file's."),
    "hallmark_out": ("DIR", "Folder in which the run gets a folder of its own; default out."),
    "hallmark_seed": ("N", "Repeat a run's choices; else one is drawn and printed."),
    "hallmark_only": ("REQ|CLASS", "Only this requirement or class; may be repeated."),
}
"""Each is an option of the command line and, with the same name, a setting of pytest's configuration file."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options, and have what gathers load while the rest of pytest does, where it is certain to be needed."""
    group = parser.getgroup("hallmark", "conformance of a product, by Hallmark")
    for name, (value, about) in OPTIONS.items():
        option = f"--{name.replace('_', '-')}"
        if name == "hallmark_only":
            group.addoption(option, action="append", metavar=value, help=about)
            parser.addini(name, about, type="args", default=[])
        else:
            group.addoption(option, metavar=value, help=about)
            parser.addini(name, about, type="string", default="")
    config = pluginmanager.get_plugin("pytestconfig")
    assert isinstance(config, pytest.Config)
    begin_early(config)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Have what gathers load meanwhile, now that all options are known."""
    begin(early_config)


def pytest_configure(config: pytest.Config) -> None:
    """Register the session's part where a run file is named, by option or configuration."""
    if config.getoption("hallmark") or config.getini("hallmark"):
        from harness.pytest_plugin.session import HallmarkSession

        config.pluginmanager.register(HallmarkSession(config), "hallmark_session")
