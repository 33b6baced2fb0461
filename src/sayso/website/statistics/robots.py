"""Programs that read pages by themselves, known by what they call themselves.

What a browser calls itself is looked at here and nowhere kept.
"""

SIGNS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "headless",
    "python",
    "curl/",
    "wget",
    "libwww",
    "java/",
    "go-http",
    "okhttp",
    "httpclient",
    "http-client",
    "http://",
    "https://",
    "scan",
    "monitor",
    "preview",
    "fetch",
    "feed",
    "phantom",
    "axios",
    "check",
)
"""Parts of the names of robots. That of a browser has none of them, but for `NOT_ONE`."""

NOT_ONE = "cubot"
"""A maker of telephones."""


def is_robot(agent: str) -> bool:
    """Whether it is one; whoever says nothing of itself is."""
    name = agent.lower().replace(NOT_ONE, "")
    return not name or any(sign in name for sign in SIGNS)
