r"""The words of a message in a source that people write, made into text and into HTML.

A blank line ends a paragraph. `# ` begins a heading, `- ` an item of a list. `**so**` is strong,
`[words](https://…)` a link. A backslash takes a sign as it is. Nothing else means anything: what
somebody else wrote goes through `quoted`, and is then only itself. There are no pictures.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

_INLINE = re.compile(
    r"\\(?P<sign>[\\*\[\]#-])"
    r"|\*\*(?P<strong>(?:\\.|[^*\\\n])+)\*\*"
    r"|\[(?P<label>(?:\\.|[^\[\]\\\n])+)\]\((?P<page>(?:https?://|mailto:)[^\s()<>\"'\\]+)\)"
)
_TAKEN_AS_IT_IS = re.compile(r"\\([\\*\[\]#-])")

Found = re.Match[str]


def quoted(text: str) -> str:
    """Somebody's own words, such as a name, in one line and without any meaning in the source."""
    return re.sub(r"([\\*\[\]#-])", r"\\\1", " ".join(text.split()))


def as_text(source: str) -> str:
    """The plain text: headings underlined, each link with its address."""
    return "\n\n".join(map(_text_of, _blocks(source))) + "\n"


def as_html(source: str, title: str) -> str:
    """The page: no picture, no style, nothing that is fetched from anywhere."""
    body = "\n".join(map(_html_of, _blocks(source)))
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _blocks(source: str) -> Iterator[list[str]]:
    for block in re.split(r"\n[ \t]*\n", source.strip()):
        if lines := [line.strip() for line in block.splitlines() if line.strip()]:
            yield lines


def _is_list(lines: list[str]) -> bool:
    return all(line.startswith("- ") for line in lines)


def _text_of(lines: list[str]) -> str:
    if lines[0].startswith("# "):
        heading = _rendered(lines[0][2:], _inline_text, str)
        rest = [_rendered(line, _inline_text, str) for line in lines[1:]]
        return "\n".join([heading, "=" * min(len(heading), 72), *rest])
    return "\n".join(_rendered(line, _inline_text, str) for line in lines)


def _html_of(lines: list[str]) -> str:
    if lines[0].startswith("# "):
        heading = f"<h1>{_rendered(lines[0][2:], _inline_html, _safe)}</h1>"
        return "\n".join([heading, _html_of(lines[1:])] if lines[1:] else [heading])
    if _is_list(lines):
        items = (f"<li>{_rendered(line[2:], _inline_html, _safe)}</li>" for line in lines)
        return f"<ul>{''.join(items)}</ul>"
    return f"<p>{'<br>'.join(_rendered(line, _inline_html, _safe) for line in lines)}</p>"


def _safe(text: str) -> str:
    return escape(text, quote=True)


def _rendered(line: str, inline: Callable[[Found], str], plain: Callable[[str], str]) -> str:
    parts, at = [], 0
    for found in _INLINE.finditer(line):
        parts += [plain(line[at : found.start()]), inline(found)]
        at = found.end()
    return "".join([*parts, plain(line[at:])])


def _unquoted(text: str) -> str:
    return _TAKEN_AS_IT_IS.sub(r"\1", text)


def _inline_text(found: Found) -> str:
    if found["label"]:
        label = _unquoted(found["label"])
        return label if label == found["page"] else f"{label}: {found['page']}"
    return found["sign"] or _unquoted(found["strong"])


def _inline_html(found: Found) -> str:
    if found["label"]:
        return f'<a href="{_safe(found["page"])}">{_safe(_unquoted(found["label"]))}</a>'
    if found["strong"]:
        return f"<strong>{_safe(_unquoted(found['strong']))}</strong>"
    return _safe(found["sign"])
