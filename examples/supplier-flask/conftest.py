"""Serves the product while pytest runs, once for all workers, and says where it is."""

from __future__ import annotations

import logging
import os
import threading

import pytest
from lostproperty import create_app
from werkzeug.serving import make_server


def pytest_configure(config: pytest.Config) -> None:
    """Start the product in the process that the person started; the workers of pytest-xdist learn where from it."""
    if hasattr(config, "workerinput"):
        return
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each request is of no help under a failure
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["LOST_PROPERTY_URL"] = f"http://127.0.0.1:{server.server_port}"
    config.add_cleanup(server.shutdown)
