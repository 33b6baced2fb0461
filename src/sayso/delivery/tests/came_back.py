"""Reports as mail servers write them, about one of our messages."""

FAILURE = """\
Return-Path: <>
From: Mail Delivery System <mailer-daemon@mail.example.net>
To: bounces+{token}@exemplar.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{name}@mail.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

Nobody of this name is here.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; ada@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 unknown

--b1
Content-Type: message/rfc822

From: hello@exemplar.example
To: ada@example.org
Message-ID: <{returned}@sayso.example.org>
Subject: Your details

Dear Ada,

--b1--
"""

COMPLAINT = """\
From: feedback@example.net
To: hello@exemplar.example
Subject: FW: News
Message-ID: <{name}@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain

This is an email abuse report.

--b2
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Example/1.0
Version: 1
Original-Mail-From: <bounces+{token}@exemplar.example>
Original-Rcpt-To: <redacted>

--b2
Content-Type: text/rfc822-headers

From: hello@exemplar.example
Message-ID: <{returned}@sayso.example.org>

--b2--
"""

NOBODY = "0" * 32


def failure(
    token: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    returned: str = "",
    name: str = "a",
) -> bytes:
    text = FAILURE.format(
        token=token, status=status, action=action, returned=returned or token, name=name
    )
    return text.replace("\n", "\r\n").encode()


def complaint(token: str, *, kind: str = "abuse", returned: str = "", name: str = "c") -> bytes:
    text = COMPLAINT.format(token=token, kind=kind, returned=returned or token, name=name)
    return text.encode()
