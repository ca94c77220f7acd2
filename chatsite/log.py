"""How log lines look: structured, and without what people wrote or prove themselves with."""

import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

FRAMES = 30  # of a traceback, the innermost; more repeat the framework


def name_exception(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace an exception by its type and frames.

    Its words may quote a message or a password, and so may the variables around it: what
    finds a bug is the place. Source: structlog's processor chain.
    """
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = places(info)
    return event


def places(info: ExcInfo) -> str:
    """Return an exception's type and the places it passed, also of what caused it."""
    kind, error, trail = info
    frames = traceback.extract_tb(trail)[-FRAMES:]
    lines = [f"{kind.__module__}.{kind.__qualname__}"]
    lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
    if error.__cause__ is not None:
        cause = error.__cause__
        lines.append(f"because of {places((type(cause), cause, cause.__traceback__))}")
    return "\n".join(lines)


def one_line_a_request(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop the line that a request has begun: the one that it ended says more."""
    if event.get("event") == "request_started":
        raise structlog.DropEvent
    return event


SHARED: list[Any] = [
    one_line_a_request,
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    name_exception,
]


def configuration(as_json: bool, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: one line an event, JSON or text, to standard error."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            # Refusals of clients are no trouble of ours.
            "uvicorn.error": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "channels_redis": {"level": "ERROR"},
            "asyncio": {"level": "ERROR"},
        },
    }
