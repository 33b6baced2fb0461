"""A message handed over by SMTP (RFC 5321), so that we know how far it came."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from urllib.parse import SplitResult, unquote

from sayso.delivery.composing import Envelope
from sayso.delivery.errors import DeliveryError
from sayso.delivery.outcome import Came, Outcome, reply

ANSWER, EXCHANGE = 15.0, 30.0
"""Seconds until an answer, and the whole exchange of one message, is cut off."""

PORTS = {"smtp": 25, "smtps": 465}
TO_US = {500, 502, 503, 504, 530, 534, 535, 538}
"""Replies about how we speak or who we are, not about this message (RFC 5321, RFC 4954): somebody
has to mend that, and nothing is lost meanwhile.
"""

LOCAL = {"localhost", "127.0.0.1", "::1"}

_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpLine:
    """A connection over which messages are handed over, one after the other."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self.smtp = smtp
        self.is_open = True
        if smtp.sock:  # the end of a message is small, and would wait for the rest to be answered
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def hand_over(self, envelope: Envelope) -> Outcome:
        """Hand one message over; it is in doubt only if its end left and no answer came."""
        last_dot_left = False
        try:
            with _cut_off(self.smtp.sock):
                if refused := self._begun(envelope):
                    return refused
                self.smtp.send(_DOT.sub(b"..", envelope.content))
                last_dot_left = True
                self.smtp.send(b".\r\n")
                return self._answered(*self.smtp.getreply())
        except (OSError, smtplib.SMTPException, ValueError):
            self.is_open = False
            return Outcome(Came.UNKNOWN if last_dot_left else Came.LATER, "no answer")

    def _begun(self, envelope: Envelope) -> Outcome | None:
        """From whom, to whom, and may we: the answer of whoever says no."""
        options = [] if envelope.to.isascii() else ["SMTPUTF8"]
        if options and not self.smtp.has_extn("SMTPUTF8"):
            return Outcome(Came.REFUSED, "553 5.6.7")  # RFC 6531 section 3.5
        steps: tuple[tuple[int, Callable[[], tuple[int, bytes]]], ...] = (
            (250, lambda: self.smtp.mail(envelope.return_path, options)),
            (250, lambda: self.smtp.rcpt(envelope.to)),
            (354, lambda: self.smtp.docmd("DATA")),
        )
        for wanted, step in steps:
            code, text = step()
            if code != wanted and not (wanted == 250 and code == 251):
                return self._refused(code, text)
        return None

    def _refused(self, code: int, text: bytes) -> Outcome:
        """A no before anything was sent; a no to us, or without sense, means: not now."""
        outcome = self._answered(code, text)
        if self.is_open:
            self.smtp.rset()
        is_final = outcome.came == Came.REFUSED and code not in TO_US
        return outcome if is_final else Outcome(Came.LATER, outcome.code)

    def _answered(self, code: int, text: bytes) -> Outcome:
        if code == 421 or code < 0:  # it closes the connection
            self.is_open = False
        return reply(code, text)


@contextmanager
def _cut_off(line: socket.socket | None) -> Iterator[None]:
    """End an exchange that takes too long, however slowly it goes on: then it has failed."""

    def end() -> None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # type: ignore[arg-type]

    timer = Timer(EXCHANGE, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def smtp_line(url: SplitResult, host: str) -> Iterator[SmtpLine]:
    """A connection to the server of SAYSO_EMAIL_URL; raises DeliveryError if there is none."""
    try:
        line = SmtpLine(_connected(url, host))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise DeliveryError(
            "The mail server cannot be reached or does not let us in "
            f"({type(error).__name__}), so nothing is sent; check SAYSO_EMAIL_URL."
        ) from error
    try:
        yield line
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.smtp.quit() if line.is_open else line.smtp.close()


def _connected(url: SplitResult, host: str) -> smtplib.SMTP:
    where, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    if url.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            where, port, local_hostname=host, timeout=ANSWER, context=trust()
        )
    else:
        smtp = smtplib.SMTP(where, port, local_hostname=host, timeout=ANSWER)
        smtp.ehlo_or_helo_if_needed()
        if smtp.has_extn("STARTTLS"):
            smtp.starttls(context=trust())
    smtp.ehlo_or_helo_if_needed()  # again after STARTTLS: RFC 3207 section 4.2
    if url.username:
        _log_in(smtp, url, is_safe=isinstance(smtp.sock, ssl.SSLSocket) or where in LOCAL)
    return smtp


def trust() -> ssl.SSLContext:
    """Whom we believe to be who they say: those whom this computer believes."""
    return ssl.create_default_context()


def _log_in(smtp: smtplib.SMTP, url: SplitResult, *, is_safe: bool) -> None:
    if not is_safe:
        smtp.close()
        raise smtplib.SMTPNotSupportedError("no password without TLS")
    smtp.login(unquote(url.username or ""), unquote(url.password or ""))
