"""Django's database sessions, kept so that a stolen database opens no account.

A row is found by the SHA-256 of the cookie's key, knows its user, address and agent, and ends
after an idle time or at the latest at ``ends_at``. A signed-in session ends through a command,
so that its sockets close in every process.
"""

import ipaddress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from chat.actions.session_rows import drop_session, touch_session, write_session
from chat.models import Session
from chat.models.clock import clock
from chat.pipeline import perform_sync
from chat.protocol.actors import operator
from chat.protocol.commands import EndSession
from chat.protocol.errors import ChatError
from chat.queries.accounts import hash_key
from chat.queries.sessions import live_session, stored_session

AGENT_CHARACTERS = 250  # of a browser's name for itself; the rest tells nobody anything
#: What answers without a session: it sets no cookie and stores nothing, whatever it was sent.
STATELESS = ("/api/", "/healthz", "/readyz", "/metrics", "/static/")


def stateless(request: HttpRequest) -> bool:
    """Whether a request is one of those that leave no trace in sessions and cookies."""
    return request.path.startswith(STATELESS)


def hashed_cookie(request: HttpRequest) -> str | None:
    """Return the hashed key of the session cookie a request carries, if any."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return hash_key(key) if key else None


def address_of(request: HttpRequest) -> str | None:
    """Return the client's address as the server saw it; None where it is none."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


def end_session(key_hash: str) -> None:
    """End a session for good: its row, and in every process its sockets.

    Whoever holds the key may end it, suspended or not, hence the operator.
    """
    row = stored_session(key_hash)
    if row is None:
        return
    if row.user_id is not None and row.live_at(clock.now()):
        try:
            perform_sync(EndSession(by=operator(row.user_id, "page"), session=key_hash))
        except ChatError as refusal:
            if refusal.code != "not_found":  # somebody was faster
                raise
    drop_session(key_hash)


class SessionStore(db.SessionStore):
    """One visit. Its payload stays small: who signed in and how, nothing a page depends on."""

    def __init__(
        self, session_key: str | None = None, address: str | None = None, agent: str = ""
    ) -> None:
        super().__init__(session_key)
        self.address = address
        self.agent = agent[:AGENT_CHARACTERS]

    # The base class would read and write raw keys in its async methods; these run ours instead.
    aload = SessionBase.aload
    asave = SessionBase.asave
    acreate = SessionBase.acreate
    adelete = SessionBase.adelete
    aexists = SessionBase.aexists
    aclear_expired = SessionBase.aclear_expired

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        """Return the record behind it. Source: django.contrib.sessions.backends.db."""
        return Session

    @property
    def hashed_key(self) -> str | None:
        """The key as it is stored; None before there is one."""
        return hash_key(self.session_key) if self.session_key else None

    @property
    def idle(self) -> timedelta:
        """How long a session lasts without a visit: shorter where the device is not trusted."""
        short = self.get("_session_expiry") == 0  # set where "keep me signed in" was not ticked
        return timedelta(
            seconds=settings.SESSION_SHORT_AGE if short else settings.SESSION_COOKIE_AGE
        )

    def get_expiry_age(self, **_: Any) -> int:
        """Return how long the browser keeps the cookie; when the session ends, the row says."""
        return int(settings.SESSION_ABSOLUTE_AGE)

    def load(self) -> dict[str, Any]:
        """Read the payload and note the visit. Source: SessionBase."""
        now = clock.now()
        row = live_session(self.hashed_key or "", now)
        if row is None:
            self._session_key = None
            return {}
        touch_session(row, now)
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether a key is taken. Source: SessionBase."""
        return stored_session(hash_key(session_key)) is not None

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        """Return the row of a new session. Source: django.contrib.sessions.backends.db."""
        now = clock.now()
        return Session(
            session_key=hash_key(str(self.session_key)),  # which `create` has just made
            session_data=self.encode(data),
            user_id=data.get(SESSION_KEY),
            created_at=now,
            last_seen_at=now,
            expire_date=now + timedelta(seconds=settings.SESSION_COOKIE_AGE),
            ends_at=now + timedelta(seconds=settings.SESSION_ABSOLUTE_AGE),
            address=self.address,
            agent=self.agent,
        )

    def save(self, must_create: bool = False) -> None:
        """Store the payload; of a stored session nothing else changes. Source: SessionBase."""
        if must_create or self.hashed_key is None:
            super().save(must_create)
            return
        payload = dict(self.items())
        user = payload.get(SESSION_KEY)
        if not write_session(
            self.hashed_key,
            self.encode(payload),
            int(user) if user else None,
            clock.now(),
            self.idle,
        ):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End the session, sockets included. Source: SessionBase."""
        key = session_key or self.session_key
        if key:
            end_session(hash_key(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Do nothing: the server itself cleans up. Source: SessionBase."""


class SessionMiddleware(middleware.SessionMiddleware):
    """Gives requests their session, and keeps stateless ones from getting any."""

    def process_request(self, request: HttpRequest) -> None:
        """Attach the session, unread. Source: django.contrib.sessions.middleware."""
        request.session = SessionStore(
            request.COOKIES.get(settings.SESSION_COOKIE_NAME),
            address=address_of(request),
            agent=request.META.get("HTTP_USER_AGENT", ""),
        )

    def process_response(  # type: ignore[override]
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponseBase:
        """Store the session and set its cookie. Source: django.contrib.sessions.middleware."""
        if stateless(request):
            response.cookies.clear()
            return response
        return super().process_response(request, response)
