"""What the service says of itself: one JSON object a line, in which nobody is named.

Of other libraries' messages only the form is kept, not what was put into it, and of an exception
where it was raised, not its words: either may hold an address that somebody sent.
"""

import logging
import logging.config
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

OURS = "sayso"
MOST_FRAMES = 12


def where(error: BaseException) -> dict[str, Any]:
    """What was raised, and where; not its words."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"raised": type(error).__name__, "where": places}


def without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put where an exception was raised in the place of its text."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event.update(where(error))
    return event


def forms_only(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the form of another library's message alone."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and not record.name.startswith(OURS):
        event["event"] = str(record.msg)
    return event


COMMON: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_words,
]


def settings_of_logs() -> dict[str, Any]:
    """The settings of Python's own logs, through which everything goes, to the error stream."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [structlog.stdlib.add_logger_name, *COMMON],
                "processors": [
                    forms_only,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            OURS: {"level": "INFO"},
            "django.request": {"level": "ERROR"},  # a 404 is in our own line of the request
        },
    }


def configure() -> None:
    """Let this process say what it does."""
    logging.config.dictConfig(settings_of_logs())
    structlog.configure(
        processors=[*COMMON, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
