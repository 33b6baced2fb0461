"""A database address, as in DATABASE_URL, in the form in which Django wants it."""

import sqlite3
from typing import Any

from psycopg.conninfo import conninfo_to_dict

FIRST_SAFE_WAL = (3, 51, 3)
"""Older versions can corrupt a write-ahead log that two connections write (sqlite.org/wal.html)."""

NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(url: str) -> dict[str, Any]:
    """The settings for `sqlite:///FILE` or `postgresql://…`; raises ValueError for another."""
    if url.startswith("sqlite:///"):
        return _sqlite(url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        return _postgresql(url)
    raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql://.")


def _sqlite(path: str) -> dict[str, Any]:
    """One writer at a time, who waits for its turn, and whose commit is on the disk."""
    journal = "WAL" if sqlite3.sqlite_version_info >= FIRST_SAFE_WAL else "TRUNCATE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,  # to open the file anew for each request is what costs
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    known = {NAMES[name]: str(parts.pop(name)) for name in NAMES if name in parts}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **known,
        "CONN_MAX_AGE": None,  # each thread keeps its own; one that broke is replaced
        "OPTIONS": parts,
    }
