"""The chat with a fault planted in it, for the checker's own test. Nothing of it is in the product.

Served as ``tests.faults.planted:application``; the environment's CHAT_TEST_FAULT names the fault.
Each is a mistake that a chat of this kind could make, put in by replacing a function.
"""

import os
from collections.abc import Callable

from chatsite.asgi import application as application  # loads the apps, which the imports need

from tests.faults import planted_commits as commits  # isort: skip
from tests.faults import planted_frames as frames  # isort: skip

#: Each fault, and the kinds of violation of which the checker must name one.
FAULTS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "drop": (frames.drop, {"skip"}),
    "duplicate": (frames.duplicate, {"doubled display"}),
    "swap": (frames.swap, {"inversion"}),
    "ack_before_commit": (commits.ack_before_commit, {"lost"}),
    "cursor_by_time": (frames.cursor_by_time, {"digest"}),
    "cap": (frames.cap, {"lost"}),
    "no_unique_index": (commits.no_unique_index, {"doubled effect"}),
    "order_by_time": (frames.order_by_time, {"inversion"}),
    "served_after_removal": (frames.served_after_removal, {"served after removal"}),
    "stores_what_it_refuses": (commits.stores_what_it_refuses, {"phantom"}),
    "forgets_reactions": (commits.forgets_reactions, {"lost"}),
    "deaf": (frames.deaf, {"silently deaf"}),
    "wrong_text": (frames.wrong_text, {"wrong text"}),
    "tells_old_changes": (frames.tells_old_changes, {"told again"}),
    "moves_over_nothing": (frames.moves_over_nothing, {"passed over"}),
    "acks_edits_by_place": (commits.acks_edits_by_place, {"ack order"}),
    "keeps_out": (frames.keeps_out, {"kept out"}),
    "forgets_rooms": (frames.forgets_rooms, {"incomplete welcome"}),
    "changes_what_it_refuses": (commits.changes_what_it_refuses, {"phantom"}),
    "forgets_pins": (commits.forgets_pins, {"lost"}),
    "miscounts_pins": (frames.miscounts_pins, {"digest"}),
    "forgets_members": (commits.forgets_members, {"lost"}),
    "confuses_members": (frames.confuses_members, {"told wrongly"}),
}


if name := os.environ.get("CHAT_TEST_FAULT"):
    FAULTS[name][0]()
