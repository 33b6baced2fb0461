"""Answers as mail programs write them, to one of our messages."""

ANSWER = """\
Return-Path: <{sender}>
From: {who} <{sender}>
To: hello@exemplar.example
Subject: {subject}
In-Reply-To: <{token}@sayso.example.org>
References: <{token}@sayso.example.org>
Message-ID: <{name}@mail.example.net>
{more}MIME-Version: 1.0
Content-Type: {kind}; charset=utf-8

{words}
"""

QUOTED = """

On Mon, 23 Nov 2026 at 10:00, Exemplar Institute of Service
<hello@exemplar.example> wrote:
> Dear Ada,
> [Stop these messages]
> stop
"""


def answer(
    token: str,
    words: str = "Thank you.",
    *,
    sender: str = "ada@example.org",
    who: str = "Ada",
    subject: str = "Re: Your details",
    more: str = "",
    name: str = "r",
    kind: str = "text/plain",
) -> bytes:
    text = ANSWER.format(
        token=token,
        words=words,
        sender=sender,
        who=who,
        subject=subject,
        more=more,
        name=name,
        kind=kind,
    )
    return text.replace("\n", "\r\n").encode()
