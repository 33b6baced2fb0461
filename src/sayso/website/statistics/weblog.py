"""The lines of a web server's log, read for which page was served when, and for nothing else.

The formats common, combined, either with the name of the site in front, and lines of JSON as nginx
and Caddy write them. Who asked is in every one of them, and leaves this room with none.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from sayso.website.statistics.robots import is_robot

LONGEST_PAGE = 200

HOURS = range(175_320, 1_139_568)
"""From 1990 to 2099: a line of another time is none of a web server."""

STATUSES = range(100, 600)

_SITE = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
"""The name of a site. Whoever asks can send any other, and each would be a page of its own."""

_LINE = re.compile(
    r"(?:(?P<site>[A-Za-z0-9.-]+)(?::\d+)? (?!- )\S+ - \S+|\S+ \S+ .*?) "
    r"\[(?P<minute>[^:\]]+:\d\d:\d\d):\d\d (?P<zone>[+-]\d{4})\] "
    r'"(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" (?P<status>[1-5]\d\d) \S+'
    r'(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
_STATIC = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp[34]|webm|ogg|"
    r"pdf|zip|gz|xml|json|txt|csv|webmanifest|wasm)$",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"@|\d{5}|[0-9a-fA-F-]{16}|.{41}")
"""What a part of an address looks like in which somebody, or a key, may be named."""


class Served(NamedTuple):
    """One request, without whoever made it; `hour` since 1970, `agent` is None if none was kept."""

    site: str
    hour: int
    method: str
    path: str
    status: int
    agent: str | None


def read_line(line: str) -> Served | None:
    """What a line says; None if it is none of ours to read."""
    if line.startswith("{"):
        return _of_json(line)
    found = _LINE.match(line)
    if not found:
        return None
    hour = _hour(found["minute"], found["zone"])
    if hour is None:
        return None
    site, status = _site(found["site"] or ""), int(found["status"])
    return Served(site, hour, found["method"], found["path"], status, found["agent"])


@lru_cache(maxsize=4_096)
def _site(told: str) -> str:
    """The name of a site in one spelling, without a port; none if it is none."""
    name = told.partition(":")[0].lower()
    return name if _SITE.fullmatch(name) else ""


@lru_cache(maxsize=4_096)
def _hour(text: str, zone: str) -> int | None:
    """The hour of a minute such as 22/Nov/2026:10:15, in a zone such as +0530."""
    try:
        moment = datetime.strptime(f"{text} {zone}", "%d/%b/%Y:%H:%M %z")
    except ValueError:
        return None
    return _hour_of(moment)


def _hour_of(moment: datetime) -> int | None:
    hour = int(moment.timestamp() // 3_600)
    return hour if hour in HOURS else None


# --- JSON ----------------------------------------------------------------------------------


def _of_json(line: str) -> Served | None:
    try:
        said = json.loads(line)
        return _said(said if isinstance(said, dict) else {})
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        return None


def _said(line: Mapping[str, Any]) -> Served | None:
    asked = line.get("request", "")
    inner = asked if isinstance(asked, dict) else {}
    words = asked.split() if isinstance(asked, str) else []
    method = line.get("request_method") or inner.get("method") or words[0]
    path = line.get("request_uri") or line.get("uri") or inner.get("uri") or words[1]
    site = line.get("host") or line.get("server_name") or inner.get("host") or ""
    agents = inner.get("headers", {}).get("User-Agent") or [line.get("http_user_agent")]
    moment, status = _moment(line), int(line["status"])
    hour = _hour_of(moment) if moment else None
    if hour is None or status not in STATUSES:
        return None
    agent = None if agents[0] is None else str(agents[0])
    return Served(_site(str(site)), hour, str(method), str(path), status, agent)


def _moment(line: Mapping[str, Any]) -> datetime | None:
    for name in ("time_iso8601", "time", "timestamp", "@timestamp", "ts", "msec"):
        value = line.get(name)
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


# --- what of it is a page ------------------------------------------------------------------


def left_out(served: Served) -> str:
    """Why a line is not a page that somebody read; nothing if it is one."""
    if served.method != "GET":
        return "not a page that was asked for"
    if served.status != 200:
        return "not a page that was served"
    if _STATIC.search(served.path.partition("?")[0]):
        return "part of a page"
    if served.agent is not None and is_robot(served.agent.strip("-")):
        return "robots"
    return ""


def page_of(served: Served, site: str) -> str:
    """The page by its address, without question and without what may name somebody."""
    try:
        path = unquote(urlsplit(served.path).path) or "/"
    except ValueError:
        path = "/…"
    path = path if path.startswith("/") else "/…"
    parts = ["…" if _SOMEBODY.search(part) else part for part in path.split("/")]
    plain = "".join(sign if sign.isprintable() else "…" for sign in "/".join(parts))
    return f"{site or served.site}{plain}"[:LONGEST_PAGE]
