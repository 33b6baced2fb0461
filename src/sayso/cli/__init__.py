"""The command line: one module a command, each loaded only when it is asked for."""

from sayso.cli.main import main

__all__ = ["main"]
