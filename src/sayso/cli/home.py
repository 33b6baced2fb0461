"""Where Sayso keeps what it holds."""

from pathlib import Path

from sayso.config.environment import environment


def home() -> Path:
    """The folder SAYSO_HOME, or `var` below the folder we stand in."""
    return environment().home
