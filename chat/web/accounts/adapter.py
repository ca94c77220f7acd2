"""Makes allauth follow the rules of the workspace.

Its rate limits count in Django's cache, which is local memory: each process counts by itself, so
with several workers the limits are at most that many times larger.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chat.models import User
from chat.models.clock import clock
from chat.pipeline import perform_sync
from chat.protocol.actors import Actor, operator
from chat.protocol.commands import SetPassword
from chat.queries.accounts import workspace
from chat.web.accounts.failures import note_failure
from chat.web.authentication import refusal_of
from chat.web.sessions import SessionStore


class AccountAdapter(DefaultAccountAdapter):
    """What happens at sign-in, password changes and mails."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The name or the password is not right."),
        "email_password_mismatch": _("The name or the password is not right."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your current password."),
        "too_many_login_attempts": _("Too many tries. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anyone may make an account. Source: DefaultAccountAdapter."""
        here = workspace()
        return here is not None and here.open_sign_up

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; who may not enter reads why, but only with the right one.

        Source: DefaultAccountAdapter.
        """
        user: User | None = super().authenticate(request, **credentials)
        refusal = refusal_of(user, clock.now()) if user else None
        if refusal:
            note_failure(request, credentials)
            raise ValidationError(refusal)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a try with the wrong name or password. Source: DefaultAccountAdapter."""
        note_failure(request, credentials)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Keep out who may not enter, on every way in. Source: DefaultAccountAdapter."""
        if refusal_of(user, clock.now()):
            clear_login(request)
            return redirect("account_inactive")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """Change a password and end every other session. Source: DefaultAccountAdapter.

        Hashing takes a while: whether a session that began it is still there, the commit says.
        """
        hashed = make_password(password)
        keep = self._session_of(user)
        # A link has no session.
        by = Actor(user.pk, session=keep, door="page") if keep else operator(user.pk, "page")
        perform_sync(SetPassword(by=by, user=user.pk, password=hashed, keep=keep))
        user.password = hashed

    def _session_of(self, user: User) -> str | None:
        """The session to keep: the one the change is made in, if it is that person's."""
        request: HttpRequest | None = self.request
        if request is None or request.user.pk != user.pk:
            return None
        store = request.session
        return store.hashed_key if isinstance(store, SessionStore) else None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return where a change of password leads. Source: DefaultAccountAdapter."""
        return reverse("profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter, from the templates in ``emails/``. Source: DefaultAccountAdapter."""
        letter = template_prefix.removeprefix("account/email/")
        super().send_mail(f"emails/{letter}", email, context | {"workspace": workspace()})
