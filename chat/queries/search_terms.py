"""Turns what somebody typed into a question to the database, from where they stand."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from chat.models import Bookmark, Mention, Message, Reaction, User
from chat.models.search import author_key, mention_key, room_key
from chat.protocol.errors import ChatError
from chat.queries.rooms import room_visible_to, rooms_visible_to
from chat.queries.search_index import Probe
from chat.text.search_query import Filter, SearchQuery, Span
from chat.text.signature import probe

_KINDS = {
    "has:link": Q(html__contains='<a href="'),  # a mention is an <a class>
    "has:code": Q(html__contains="<code"),
    "has:file": Q(attachments__isnull=False),
    "has:reaction": Exists(Reaction.objects.filter(message=OuterRef("pk"))),
    "has:mention": Exists(Mention.objects.filter(message=OuterRef("pk"))),
    "has:thread": Q(replies__gt=0),
    "is:thread": Q(replies__gt=0) | Q(thread__isnull=False),
    "is:reply": Q(thread__isnull=False),
    "is:edited": Q(edited_at__isnull=False),
    "is:pinned": Q(pinned_at__isnull=False),
}


@dataclass(slots=True)
class Question:
    """What is looked for, among what the viewer may read."""

    query: SearchQuery
    messages: QuerySet[Message]  # that fulfil all but the words
    probe: Probe


def question(
    viewer: User,
    query: SearchQuery,
    *,
    room: int | None = None,
    author: int | None = None,
) -> Question:
    """Return the question that a search asks; raises ``not_found`` and ``bad_frame``.

    What the viewer may not see is left out before anything is looked for.
    """
    rooms = rooms_visible_to(viewer)
    if room is not None:
        rooms = rooms.filter(pk=room_visible_to(viewer, room).pk)
    if chosen := [_room(viewer, f) for f in query.filters if f.name == "in" and not f.negated]:
        rooms = rooms.filter(pk__in=chosen)
    room_ids = list(rooms.values_list("pk", flat=True))
    asked = Probe(every=probe(query.words), any_of=[[room_key(pk) for pk in room_ids]])
    messages = Message.objects.filter(room__in=rooms, deleted_at=None)
    authors = [_person(viewer, f) for f in query.filters if f.name == "from" and not f.negated]
    for ids in ([author] if author is not None else [], authors):
        if ids:
            messages = messages.filter(author__in=ids)
            asked.any_of.append([author_key(pk) for pk in ids])
    for found in query.filters:
        messages = _filtered(viewer, found, messages, asked)
    for span in query.spans:
        messages = _within(span, messages, asked)
    return Question(query, messages, asked)


def _filtered(
    viewer: User, found: Filter, messages: QuerySet[Message], asked: Probe
) -> QuerySet[Message]:
    """Narrow by one operator; those of one kind that leave a choice are narrowed by before."""
    match found.name:
        case "from":
            meant: Any = Q(author=_person(viewer, found)) if found.negated else Q()
        case "in":
            meant = Q(room=_room(viewer, found)) if found.negated else Q()
        case "mentions":
            user = _person(viewer, found)
            meant = Exists(Mention.objects.filter(message=OuterRef("pk"), user=user))
            if not found.negated:
                asked.every.append(mention_key(user))
        case "is" if found.value == "saved":
            meant = Exists(Bookmark.objects.filter(message=OuterRef("pk"), user=viewer))
        case _:
            meant = _KINDS[f"{found.name}:{found.value}"]
    return messages.exclude(meant) if found.negated else messages.filter(meant)


def _within(span: Span, messages: QuerySet[Message], asked: Probe) -> QuerySet[Message]:
    within = Q()
    if span.start:
        within &= Q(at__gte=span.start)
    if span.end:
        within &= Q(at__lt=span.end)
    if span.negated:
        return messages.exclude(within)
    asked.since = max(filter(None, (asked.since, span.start)), default=None)
    asked.until = min(filter(None, (asked.until, span.end)), default=None)
    return messages.filter(within)


def _person(viewer: User, named: Filter) -> int:
    """Return whom an operator means; raises ``not_found``. Who has left is still found."""
    name = named.value.removeprefix("@")
    if name == "me":
        return viewer.pk
    found = User.objects.filter(username=name).values_list("pk", flat=True).first()
    if found is None:
        raise ChatError(
            "not_found",
            "{name}:{value}: there is no such person.",
            name=named.name,
            value=named.value,
        )
    return int(found)


def _room(viewer: User, named: Filter) -> int:
    """Return which visible room an operator means; ``in:@ann`` is the talk with ann alone."""
    if named.value.startswith("@"):
        pair = sorted({viewer.pk, _person(viewer, named)})
        place = {"direct_key": ",".join(map(str, pair))}
    else:
        place = {"slug": named.value}
    found = rooms_visible_to(viewer).filter(**place).values_list("pk", flat=True).first()
    if found is None:
        sentence = f"in:{named.value}: there is no such room, or you may not see it."
        raise ChatError("not_found", sentence)
    return int(found)
