"""A real mail server that does at each stage what a test wants of it, and keeps what it took."""

import asyncio
import socket
import ssl
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any, NamedTuple, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

STAGES = ("MAIL", "RCPT", "DATA", "END")
"""Where it may say no, leave or say nothing: END is after the last dot."""

LEAVES, HANGS, GO_ON = "leaves", "hangs", "354 go on"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


class Taken(NamedTuple):
    """A message that it took, whether or not it then said so."""

    return_path: str
    to: list[str]
    content: bytes
    is_private: bool

    @property
    def email(self) -> Message:
        return message_from_bytes(self.content, policy=default)


class _Session(SMTP):
    """aiosmtpd's own, which can also say no to DATA before the message."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        owner: Server = self.event_handler.owner
        answer = await owner.answer("DATA", self)
        if answer:
            await self.push(answer)
        if answer == GO_ON:  # and leave in the middle of the message
            transport: Any = self.transport
            transport.abort()
        if answer:
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, owner: "Server") -> None:
        self.owner = owner

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self.owner.answer("MAIL", server):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self.owner.answer("RCPT", server):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        is_private = session.ssl is not None
        taken = Taken(envelope.mail_from or "", list(envelope.rcpt_tos), content, is_private)
        if answer := await self.owner.answer("END", server, taken):
            return answer
        self.owner.taken.append(taken)
        return "250 2.0.0 taken"


class Server:
    """The server, and what it does at each stage: answers so, leaves, or hangs, so many times."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.taken: list[Taken] = []
        self.does: dict[str, list[str]] = {}
        self.controller = Controller(_Handler(self), hostname="127.0.0.1", port=free_port())
        self.controller.factory = lambda: _Session(  # type: ignore[method-assign]
            _Handler(self), enable_SMTPUTF8=True, hostname="mail.example.net", tls_context=tls
        )

    async def answer(self, stage: str, session: SMTP, taken: Taken | None = None) -> str:
        """What it says at a stage; whoever leaves or hangs after the message may have taken it."""
        todo = self.does.get(stage)
        if not todo:
            return ""
        what = todo.pop(0)
        if what in {LEAVES, HANGS} and taken:
            self.taken.append(taken)
        if what == LEAVES:
            transport: Any = session.transport
            transport.abort()
        if what == HANGS:
            await asyncio.sleep(60)
        return "" if what == "takes" else what if what[0].isdigit() else "451 4.3.0 odd"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def __enter__(self) -> Self:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()
