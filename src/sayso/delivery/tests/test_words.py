import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from sayso.delivery.words import as_html, as_text, quoted

SOURCE = r"""# Your details

Dear **Ada \*Ash\* & Sons**,
we have <them>.

- one
- [see here](https://sayso.example.org/a?b=1&c="2)
- [your page](https://sayso.example.org/a?b=1&c=2)

[write](mailto:ada@example.org) or [not](javascript:alert(1)) or ![a](https://example.org/a.png)
"""

signs = st.text(alphabet="ab #-*[]()\\<>&\"'!:/\n\t") | st.text()


class Tags(HTMLParser):
    """Every tag, with its attributes, and all the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_source_is_both_text_and_html() -> None:
    assert as_text(SOURCE) == (
        "Your details\n============\n\n"
        "Dear Ada *Ash* & Sons,\nwe have <them>.\n\n"
        '- one\n- [see here](https://sayso.example.org/a?b=1&c="2)\n'
        "- your page: https://sayso.example.org/a?b=1&c=2\n\n"
        "write: mailto:ada@example.org or [not](javascript:alert(1)) or "
        "!a: https://example.org/a.png\n"
    )
    page = as_html(SOURCE, "T<")
    assert "<title>T&lt;</title>" in page
    assert "<h1>Your details</h1>" in page
    assert "<p>Dear <strong>Ada *Ash* &amp; Sons</strong>,<br>we have &lt;them&gt;.</p>" in page
    assert '<a href="https://sayso.example.org/a?b=1&amp;c=2">your page</a></li></ul>' in page
    assert "<img" not in page


@given(signs, signs)
def test_whatever_is_written_there_is_no_tag_but_ours(source: str, title: str) -> None:
    allowed = {"html", "head", "meta", "title", "body", "h1", "p", "br", "ul", "li", "strong", "a"}
    for tag, attributes in Tags(as_html(source, title)).found:
        assert tag in allowed
        names = dict(attributes)
        if tag == "a":
            assert list(names) == ["href"]
            assert re.match("https?://|mailto:", names["href"] or "")
        else:
            assert names.items() <= {"lang": "en-GB", "charset": "utf-8"}.items()


@given(signs)
def test_quoted_words_are_only_themselves(name: str) -> None:
    words = " ".join(name.split())
    source = f"Dear {quoted(name)}, hello."
    assert as_text(source).split() == ["Dear", *f"{words},".split(), "hello."]
    tags = Tags(as_html(source, "T"))
    assert [tag for tag, _ in tags.found] == ["html", "head", "meta", "title", "body", "p"]


@given(signs)
def test_quoted_words_are_only_themselves_even_where_a_line_begins(name: str) -> None:
    shown = as_html(f"{quoted(name)} x", "T")
    assert "<h1>" not in shown
    assert "<ul>" not in shown
