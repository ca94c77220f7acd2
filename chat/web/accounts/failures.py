"""Notes in the audit log who could not sign in, so many a minute that a flood cannot fill it."""

import time
from typing import Any

from django.http import HttpRequest

from chat.models import User
from chat.pipeline import perform_sync
from chat.pipeline.throttle import Bucket
from chat.protocol.actors import operator
from chat.protocol.commands import RecordAct
from chat.queries.accounts import user_by_login
from chat.web.sessions import address_of

FAILURES_A_MINUTE = 60  # noted by one process; an attack from many addresses makes thousands


class Failures:
    """Failed tries: noted one by one while there are few, counted while there are many."""

    def __init__(self) -> None:
        self._bucket = Bucket(FAILURES_A_MINUTE / 60, FAILURES_A_MINUTE, time.monotonic())
        self._unnoted = 0

    def note(self, request: HttpRequest, user: User | None) -> None:
        """Note a try: whose account it was for, if anybody's. What was typed is not kept: people
        type passwords where names belong."""
        if self._bucket.take(time.monotonic()):
            self._unnoted += 1
            return
        details: dict[str, Any] = {"address": address_of(request)}
        if self._unnoted:
            details["unnoted_before"] = self._unnoted
            self._unnoted = 0
        person = user.pk if user else None
        by = operator(door="page")
        perform_sync(RecordAct(by=by, act="session.failed", person=person, details=details))


FAILURES = Failures()


def note_failure(request: HttpRequest, credentials: dict[str, Any]) -> None:
    """Note that somebody was not let in with these credentials."""
    login = str(credentials.get("username") or credentials.get("email") or "")
    FAILURES.note(request, user_by_login(login))
