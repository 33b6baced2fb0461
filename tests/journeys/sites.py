"""A small website to be audited: an honest one, or one with a single thing wrong with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

from sayso.policy.details import Cookie
from sayso.website.audit.declared import Declared

HALF_A_YEAR, THREE_YEARS, A_DAY = 182 * 86_400, 3 * 365 * 86_400, 86_400

FAULTS: dict[str, str] = {
    "rogue pixel": "without permission",
    "3-year cookie": "kept too long",
    "pre-ticked box": "no free choice",
    "grey Reject": "no free choice",
    "fixed banner": "no free choice",
}
"""The mutants of check 39, and what the audit has to call each."""

MORE: dict[str, str] = {
    "counted before the yes": "without permission",
    "left after the no": "without permission",
    "deaf to the signal": "without permission",
    "undeclared storage": "not declared",
    "link without a word": "link without caution",
}


def declared() -> Declared:
    """Its cookie table."""
    needed = {"purpose": "strictly_necessary", "category": "necessary", "basis": "necessary"}
    asked = {"purpose": "statistics", "category": "statistics", "basis": "consent"}
    return Declared(
        {"cc": _cookie(lasts="182 days", **needed), "tl": _cookie(lasts="24 hours", **asked)}
    )


def _cookie(**given: str) -> Cookie:
    words = dict.fromkeys(("provider", "explanation", "data", "without_it"), "Little.")
    return Cookie.model_validate_json(json.dumps(words | given))


INNER = ("127.0.0.1", "localhost", "2130706433")


class Site(ThreadingHTTPServer):
    """Where it is served, and what is wrong with it."""

    daemon_threads = True

    def __init__(self, fault: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.fault = fault
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}/"

    def has(self, fault: str) -> bool:
        return self.fault == fault


@contextmanager
def site(fault: str = "") -> Iterator[Site]:
    with Site(fault) as served:
        thread = Thread(target=served.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield served
        finally:
            served.shutdown()


class _Answers(BaseHTTPRequestHandler):
    @property
    def site(self) -> Site:
        return cast("Site", self.server)

    def log_message(self, *_: Any) -> None:
        """Nothing is told to the terminal."""

    def _cookies(self) -> dict[str, str]:
        kept = SimpleCookie(self.headers.get("Cookie", ""))
        return {name: one.value for name, one in kept.items()}

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        if self.path == "/redirected.gif":
            inner = f"http://127.0.0.1:{self.site.server_port}/inner.gif"
            return self._send(302, "", "image/gif", location=inner)
        if self.path.endswith(".gif"):
            return self._send(200, "", "image/gif")
        if self.path not in {"/", "/about", "/cookies"}:
            return self._send(404, self._page("Nothing is here"))
        return self._send(200, self._page(), cookies=self._counted())

    def _counted(self) -> list[str]:
        is_counted = self._cookies().get("cc") == "yes" or self.site.has("counted before the yes")
        if self.site.has("deaf to the signal") and self.headers.get("Sec-GPC"):
            is_counted = True
        return [f"tl=20261122.1; Path=/; Max-Age={A_DAY}"] if is_counted else []

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        answer = "yes" if b"=yes" in self.rfile.read(length) else "no"
        life = THREE_YEARS if self.site.has("3-year cookie") else HALF_A_YEAR
        cookies = [f"cc={answer}; Path=/; Max-Age={life}"]
        if answer == "no" and not self.site.has("left after the no"):
            cookies.append("tl=; Path=/; Max-Age=0")
        self._send(303, "", cookies=cookies, location="/")

    def _page(self, heading: str = "A small website") -> str:
        has, port = self.site.has, self.site.server_port
        is_answered = "cc" in self._cookies() or self.headers.get("Sec-GPC")
        grey = "style='color:#999;background:#eee'" if has("grey Reject") else ""
        fixed = "style='position:fixed;bottom:0'" if has("fixed banner") else ""
        banner = f"""<section role=region aria-label=Cookies {fixed}>
            <form method=post action=/consent>
            <p>May we count visits? We keep that for a day.</p>
            <button name=all value=yes>Accept</button>
            <button name=all value=no {grey}>Reject</button>
            <a class=btn href=/cookies>Settings</a></form></section>"""
        ticked = "checked" if has("pre-ticked box") else ""
        settings = f"""<form method=post action=/consent><h2>Cookies</h2><label>
            <input type=checkbox name=statistics {ticked}> Statistics</label>
            <button name=all value=no>Reject</button></form>"""
        pixels = {
            "rogue pixel": [f"http://127.0.0.1:{port}/p.gif?id=1"],
            "leads inwards": [
                "/redirected.gif",
                *(f"http://{host}:{port}/inner.gif" for host in INNER),
            ],
        }.get(self.site.fault, [])
        pixel = "".join(f"<img alt='' src='{there}'>" for there in pixels)
        script = "<script>localStorage.setItem('who', '1')</script>"
        link = "Another website: " if not has("link without a word") else ""
        return f"""<!doctype html><html lang=en><title>{heading}</title>
            <style>:focus-visible {{ outline: 3px solid blue }}
            button, .btn {{ min-width: 8em; height: 48px; color: #000; background: #fff }}</style>
            {"" if is_answered else banner}
            <main><h1>{heading}</h1><p>It says little.</p>{pixel}
            {settings if self.path == "/cookies" else ""}
            {script if has("undeclared storage") else ""}
            <a href="/">Home</a> <a href=/about>About</a>
            <a rel=noopener href="https://other.example/">{link}their page</a></main>
            <footer><a href=/cookies>Cookie settings</a></footer></html>"""

    def _send(
        self,
        status: int,
        text: str,
        kind: str = "text/html; charset=utf-8",
        *,
        cookies: list[str] | None = None,
        location: str = "",
    ) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for cookie in cookies or []:
            self.send_header("Set-Cookie", cookie)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)
