"""Where Sayso keeps what it holds: the only reader of the environment."""

import os
from pathlib import Path


def home() -> Path:
    """The folder SAYSO_HOME, or `var` below the folder we stand in."""
    return Path(os.environ.get("SAYSO_HOME") or "var")
