"""One browser profile watched: whatever it stores, whomever it asks, and by whose doing."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from playwright.sync_api import BrowserContext, CDPSession, Error

from sayso.policy.details import CookieBasis
from sayso.website.audit.seen import (
    Asked,
    Link,
    Place,
    SetCookie,
    State,
    Stored,
    Visit,
    bits,
    first_party,
    read_cookie,
)

Initiator = Mapping[str, Any]

PINGS = {"gcs", "gcd"}
"""What Google's consent mode adds to an address."""


def script(name: str) -> str:
    """One of the scripts beside this file, which are run in the pages."""
    return (files("sayso.website.audit") / name).read_text("utf-8")


def without_query(url: str) -> str:
    """An address without what might name somebody."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def place(url: str) -> str:
    """The page within its site."""
    return urlsplit(url).path or "/"


class Watch:
    """Writes down what a profile does. `allowed` is what may be stored at the moment."""

    def __init__(
        self, context: BrowserContext, state: State, host: str, allowed: frozenset[CookieBasis]
    ) -> None:
        self.context = context
        self.host = host
        self.allowed = allowed
        self.visit = Visit(state)
        self.at = "/"
        self._set: dict[str, tuple[float, str]] = {}
        self._by_request: dict[str, str] = {}
        context.expose_binding("saysoAuditTell", lambda _, told: self._told(json.loads(told)))
        context.add_init_script(script("probe.js"))
        self.page = context.new_page()
        self._listen(context.new_cdp_session(self.page))

    # --- what the browser tells --------------------------------------------------------

    def _listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._requested)
        session.on("Network.responseReceivedExtraInfo", self._answered)
        session.send("Network.enable")

    def _requested(self, event: Mapping[str, Any]) -> None:
        url = event["request"]["url"]
        host = urlsplit(url).hostname or ""
        self._by_request[event["requestId"]] = url
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and not first_party(
            host, self.host
        ):
            blamed = _blamed(event.get("initiator", {}))
            is_ping = bool(PINGS & parse_qs(urlsplit(url).query).keys())
            self.visit.asked.append(
                Asked(host, self.at, self.visit.state, self.allowed, is_ping, blamed)
            )

    def _answered(self, event: Mapping[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["headers"].items()}
        url = self._by_request.get(event["requestId"], "")
        for line in headers.get("set-cookie", "").splitlines():
            host = urlsplit(url).hostname or self.host
            self._wrote(read_cookie(line), host, f"the answer of {without_query(url)}")

    def _told(self, told: Mapping[str, str]) -> None:
        blamed = told["script"]
        if told["place"] == "cookie":
            self._wrote(read_cookie(told["value"]), self.host, blamed)
            return
        where = told["place"]
        value = told["value"]
        if where == "storage":
            where = Place.SESSION if value[:1] == "s" else Place.LOCAL
            value = value[1:]
        self._add(told["name"], Place(where), self.host, bits=bits(value), script=blamed)

    def _wrote(self, cookie: SetCookie, host: str, blamed: str) -> None:
        if cookie.is_removal:
            return
        self._set[cookie.name] = (cookie.life, blamed)
        self._add(
            cookie.name,
            Place.COOKIE,
            cookie.domain.lstrip(".") or host,
            life=cookie.life,
            bits=bits(cookie.value),
            script=blamed,
        )

    def _add(self, name: str, where: Place, host: str, **more: Any) -> None:
        visit = self.visit
        visit.stored.append(Stored(name, where, host, self.at, visit.state, self.allowed, **more))

    # --- what is asked of it -----------------------------------------------------------

    def open(self, url: str, *, settle: float) -> int:
        """Go to a page, wait until it rests, and look at what is there; its status, or nought."""
        self.at = place(url)
        try:
            answer = self.page.goto(url, wait_until="load")
        except Error as error:
            self.visit.troubles.append(f"{self.at} could not be opened: {_reason(error)}")
            return 0
        if answer is not None:
            policy = answer.headers.get("referrer-policy", "")
            self.visit.referrer_policies[self.at] = policy
        self.visit.pages.append(self.at)
        self.rest(settle)
        return answer.status if answer else 0

    def rest(self, seconds: float) -> None:
        """Wait, and look at what is there."""
        self.page.wait_for_timeout(seconds * 1_000)
        self.look()

    def look(self) -> None:
        """What is kept now, whoever put it there."""
        for cookie in self.context.cookies():
            name = cookie["name"]
            life, blamed = self._set.get(name, (None, ""))
            self._add(
                name,
                Place.COOKIE,
                cookie["domain"].lstrip("."),
                life=life,
                bits=bits(cookie["value"]),
                script=blamed,
                is_left_over=True,
                is_open=self.page.url.startswith("https:") and not cookie["secure"],
            )
        for one in self.run("kept.js") or []:
            if one["name"]:
                self._add(one["name"], Place(one["place"]), self.host, is_left_over=True)

    def run(self, name: str) -> Any:
        """What a script of ours finds in the page; None where none can be run."""
        try:
            return self.page.evaluate(script(name))
        except Error:
            return None

    def links(self) -> list[Link]:
        """Every link of the page."""
        return [
            Link(
                one["url"],
                one["words"],
                "download" if one["download"] else one["rel"],
                has_cue=one["cue"],
                has_caution=one["caution"],
                page=self.at,
            )
            for one in self.run("links.js") or []
        ]

    def close(self) -> Visit:
        self.context.close()
        return self.visit


def _blamed(initiator: Initiator) -> str:
    """The script, or the page, that asked for it, with its line."""
    frames = initiator.get("stack", {}).get("callFrames", [])
    if frames:
        first = frames[0]
        return f"{without_query(first['url'])}:{first['lineNumber'] + 1}"
    if initiator.get("url"):
        line = initiator.get("lineNumber")
        return without_query(initiator["url"]) + (f":{int(line) + 1}" if line is not None else "")
    return ""


def _reason(error: Error) -> str:
    """The first line of what the browser says, without the address."""
    return error.message.splitlines()[0].split(" at ")[0].removeprefix("Page.goto: ")
