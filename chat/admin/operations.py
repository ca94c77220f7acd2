"""What can be done to records from the admin: a button, a page that asks, a command for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from chat.models import User
from chat.pipeline import perform_sync
from chat.protocol.actors import RANKS, Actor, operator
from chat.protocol.commands import Command, RecordAct
from chat.protocol.errors import ChatError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from chat.admin.records import Records

RECORDS_AT_ONCE = 100  # a page of a list; each is a commit of its own


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be done to records of a kind."""

    name: str  # in the address
    label: "StrPromise"  # on the button
    question: "StrPromise"  # over the page that asks
    done: "StrPromise"  # after each record it was done to
    command: Callable[[Actor, Any, dict[str, Any]], Command]
    rank: int = RANKS["admin"]  # from which it is offered; whether it is allowed, the rule says
    form: type[forms.Form] = forms.Form
    fits: Callable[[Any], bool] = lambda _: True  # whether it means anything for a record
    grave: bool = True  # takes something away

    def offered_to(self, user: User) -> bool:
        """Whether somebody gets to see it."""
        return user.rank >= self.rank


def acting(request: HttpRequest) -> Actor:
    """Return the person at the page, with the session they come with."""
    key: str | None = getattr(request.session, "hashed_key", None)
    return Actor(viewer(request).pk, session=key, door="admin")


def ask(records: "Records", request: HttpRequest, name: str) -> HttpResponse:
    """Show what an operation will do, and do it once that was confirmed."""
    operation = next((o for o in records.operations if o.name == name), None)
    if operation is None:
        raise Http404
    if not records.has_view_permission(request) or not operation.offered_to(viewer(request)):
        raise PermissionDenied
    handles = (request.POST if request.method == "POST" else request.GET).getlist("id")
    chosen = records.find(request, handles[:RECORDS_AT_ONCE])
    if not chosen:
        raise Http404
    form = operation.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        carry_out(operation, chosen, form.cleaned_data, request)
        return HttpResponseRedirect(after(records, request, handles))
    return show(records, operation, chosen, form, request)


def viewer(request: HttpRequest) -> User:
    """Return the account at the page."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def note(request: HttpRequest, act: str, **about: Any) -> None:
    """Note in the audit log what somebody looks at here."""
    perform_sync(RecordAct(by=operator(viewer(request).pk, "admin"), act=act, **about))


def carry_out(
    operation: Operation, chosen: list[Any], fields: dict[str, Any], request: HttpRequest
) -> None:
    """Do it to each record, and tell of each refusal why."""
    actor, done = acting(request), 0
    for record in chosen:
        try:
            perform_sync(operation.command(actor, record, fields))
            done += 1
        except ChatError as refusal:
            messages.error(request, f"{record}: {refusal.told(gettext)}")
    if done:
        counted = f"{operation.done} ({done})" if done > 1 else str(operation.done)
        messages.success(request, counted)


def after(records: "Records", request: HttpRequest, handles: list[str]) -> str:
    """Return where to go next: to the one record while it is there, else to the list."""
    kind = f"admin:chat_{records.opts.model_name}"
    if len(handles) == 1 and records.find(request, handles):
        return reverse(f"{kind}_change", args=handles)
    return reverse(f"{kind}_changelist")


def show(
    records: "Records",
    operation: Operation,
    chosen: list[Any],
    form: forms.Form,
    request: HttpRequest,
) -> HttpResponse:
    """Return the page that asks."""
    context = records.admin_site.each_context(request) | {
        "title": operation.question,
        "operation": operation,
        "chosen": [(records.handle_of(record), records.describe(record)) for record in chosen],
        "form": form,
        "opts": records.opts,
    }
    return TemplateResponse(request, "admin/operation.html", context)
