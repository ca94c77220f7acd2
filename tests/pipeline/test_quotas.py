"""Two files that come at once, through two processes, never fill the same last bytes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.db.models import Sum

from chat.models import Upload
from chat.pipeline.commit import commit
from chat.protocol.commands import AddUpload
from chat.protocol.errors import ChatError
from tests.cast import Cast

ROUNDS = 20
BYTES = 10  # of each file; there is room for one and a half


def send(cast: Cast, who: str) -> str:
    """Try to record a file; returns what became of it."""
    fields = {"key": uuid4(), "name": "a.txt", "kind": "text/plain", "digest": "0" * 64}
    command = cast.command(who, AddUpload, size=BYTES, stored=BYTES, **fields)
    (result,) = commit([command], {}).results
    if isinstance(result, ChatError):
        return result.code
    assert not isinstance(result, BaseException), result
    return "taken"


@pytest.mark.parametrize("whose", ["CHAT_UPLOAD_PERSON_BYTES", "CHAT_UPLOAD_TOTAL_BYTES"])
def test_of_two_files_for_the_last_room_one_is_taken(
    stored_cast: Cast, settings: Any, whose: str
) -> None:
    setattr(settings, whose, BYTES * 3 // 2)
    people = ["bob", "bob"] if "PERSON" in whose else ["bob", "ann"]
    with ThreadPoolExecutor(2) as both:
        for _ in range(ROUNDS):
            found = sorted(both.map(lambda who: send(stored_cast, who), people))
            assert found == ["forbidden", "taken"]
            assert Upload.objects.aggregate(all=Sum("stored"))["all"] == BYTES
            Upload.objects.all().delete()
        list(both.map(lambda _: connections.close_all(), people))
