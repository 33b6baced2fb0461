"""Whether something was sent from a page of ours, as the browser itself says.

Asked instead of a token where no cookie may be needed: a browser does not let a page forge either.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_us(request: HttpRequest) -> bool:
    """`Sec-Fetch-Site`, or of a browser that lacks it `Origin`; without both the answer is no."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme == request.scheme and origin.netloc == request.get_host()
