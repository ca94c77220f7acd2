"""How entries become links of the audit log's chain: one writer at a time, each row sealed."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from chat.models import AuditEntry
from chat.protocol.actors import Actor
from chat.protocol.acts import ACTS

logger = logging.getLogger(__name__)

HEAD = "audit head %d:%s"  # what `verify_audit --head` takes
CHAIN_LOCK = 0x61756469  # "audi": the key of the advisory lock on the end of the chain


def act_of(
    by: Actor,
    act: str,
    now: datetime,
    /,
    *,
    person: int | None = None,
    room: int | None = None,
    thing: str = "",
    reason: str = "",
    **details: Any,
) -> AuditEntry:
    """Return an entry that is not sealed yet. Details carry no texts of messages and no secrets."""
    if act not in ACTS:
        raise ValueError(f"{act!r} is no act of the audit log")
    return AuditEntry(
        at=now,
        by=None if by.door == "command" else by.user or None,
        door=by.door,
        act=act,
        person=person,
        room=room,
        thing=thing,
        reason=reason,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True, default=str),
    )


def append(entries: Sequence[AuditEntry]) -> None:
    """Number, seal and store entries at the end of the chain, in the caller's transaction.

    From here on everybody else who appends waits for it, so nothing else is locked after this.
    Once it is committed, the new head goes to the process log: what is cut off the log later
    is missed by whoever kept that.
    """
    _take_turn()
    last = AuditEntry.objects.order_by("-number").values_list("number", "seal").first()
    number, seal = last or (0, "")
    key = settings.CHAT_AUDIT_KEYS[0]
    for entry in entries:
        number += 1
        entry.number = number
        seal = entry.seal = entry.sealed(seal, key)
    AuditEntry.objects.bulk_create(entries)
    transaction.on_commit(partial(logger.info, HEAD, number, seal))


def tell_head() -> None:
    """Write the present head to the process log, whoever added the last entry."""
    last = AuditEntry.objects.order_by("-number").values_list("number", "seal").first()
    if last is not None:
        logger.info(HEAD, *last)


def _take_turn() -> None:
    """Wait until nobody else appends. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
