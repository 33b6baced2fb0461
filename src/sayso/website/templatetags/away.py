"""Links that lead to another website: they say so, and take nothing along."""

import re
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

CUE = mark_safe('<span aria-hidden="true"> ↗</span><span class="vh"> (another website)</span>')

_LINK = re.compile(
    r'<a href="(?P<url>https?://[^"]*)" rel="nofollow">(?P<words>.*?)</a>', re.DOTALL
)


@register.filter
def linked(text: str) -> SafeString:
    """Text with its addresses as links, those of other websites marked as such."""
    found = urlize(text, nofollow=True, autoescape=True)
    return mark_safe(_LINK.sub(_marked, found))  # noqa: S308 - urlize has escaped the text


def _marked(found: re.Match[str]) -> str:
    url, words = found["url"], found["words"]
    if is_ours(url):
        return f'<a href="{url}">{words}</a>'
    return f'<a href="{url}" rel="noopener">{words}{CUE}</a>'


@register.simple_tag
def away(url: str, words: str) -> SafeString:
    """A link to another website."""
    return format_html('<a href="{}" rel="noopener">{}{}</a>', url, words, CUE)


def is_ours(url: str) -> bool:
    """Whether an address is one of this service."""
    return urlsplit(url).netloc == urlsplit(settings.ENVIRONMENT.base_url).netloc
