"""Asks at a door, takes back whatever came of it, and tells the answer as the policy does."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.db import transaction
from django.test import Client

from chat.pipeline import perform_sync
from chat.protocol.actors import Actor
from chat.protocol.commands import Command
from chat.protocol.errors import ChatError
from chat.protocol.frames import command_of
from tests.policy.asks import Ask, Call

Answer = str | None  # the code of a refusal; None where it was done


def by_rule(command: Command) -> Answer:
    """Give a command to the rules."""
    try:
        perform_sync(command)
    except ChatError as refusal:
        return refusal.code
    return None


def by_frame(kind: str, fields: dict[str, Any], actor: Actor) -> Answer:
    """Let a frame become a command, and give it to the rules."""
    command = command_of(kind, fields, actor)
    assert command is not None, kind
    return by_rule(command)


def by_call(call: Call, secret: str) -> Answer:
    """Call the API with a token."""
    method, path, body = call
    client = Client(SERVER_NAME="127.0.0.1", headers={"authorization": f"Bearer {secret}"})
    sent = b"" if body is None else orjson.dumps(body)
    answer = client.generic(method, f"/api/v1{path}", sent, content_type="application/json")
    if answer.status_code < 400:
        return None
    return str(orjson.loads(answer.content)["code"])


def answers(
    ask: Ask, frames: tuple[str, ...], actor: Actor, secret: str
) -> Iterator[tuple[str, Answer]]:
    """Yield what each door answers, each as if none had been asked before."""
    if ask.command is not None:
        with transaction.atomic():
            yield "the rule", by_rule(ask.command(by=actor, **ask.fields))
            transaction.set_rollback(True)
        for kind in frames:
            with transaction.atomic():
                yield f"the frame {kind}", by_frame(kind, ask.fields, actor)
                transaction.set_rollback(True)
    for call in ask.calls:
        with transaction.atomic():
            yield f"{call[0]} {call[1]}", by_call(call, secret)
            transaction.set_rollback(True)
