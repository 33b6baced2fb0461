"""What the environment says of this installation: the only reader of `os.environ`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """The settings that differ from one installation to the next, each with its default.

    `keys` lies beside what it opens, never inside it, so that no ordinary backup holds both.
    """

    home: Path
    keys: Path
    database_url: str
    base_url: str
    email_url: str
    bounces: str
    dkim_selector: str
    mailbox: Path | None
    listen: str
    proxies: int


def environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """The environment as it is now; an empty variable counts as one that is not set."""

    def get(name: str, default: str) -> str:
        return variables.get(name) or default

    home = Path(get("SAYSO_HOME", "var"))
    listen = get("SAYSO_LISTEN", "localhost:8000")
    return Environment(
        home=home,
        keys=Path(get("SAYSO_KEYS", f"{home}-keys")),
        database_url=get("DATABASE_URL", f"sqlite:///{home}/sayso.sqlite3"),
        base_url=get("SAYSO_BASE_URL", f"http://{listen}"),
        email_url=get("SAYSO_EMAIL_URL", "console:"),
        bounces=get("SAYSO_BOUNCES", ""),
        dkim_selector=get("SAYSO_DKIM_SELECTOR", ""),
        mailbox=Path(box) if (box := get("SAYSO_MAILBOX", "")) else None,
        listen=listen,
        proxies=int(get("SAYSO_PROXIES", "0")),
    )


_METRICS = "PROMETHEUS_MULTIPROC_DIR"


def metrics_folder(variables: Mapping[str, str] = os.environ) -> Path | None:
    """Where processes that serve together put their figures, if there are several."""
    found = variables.get(_METRICS)
    return Path(found) if found else None


def share_metrics(folder: Path) -> None:
    """Let the processes that this one starts put their figures together."""
    os.environ[_METRICS] = str(folder)
