"""What the replies of a commit do to their threads: to the roots, and to who follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Q

from chat.models import Follow, Message, Room, bulk
from chat.protocol.commands import PostMessage
from chat.protocol.errors import not_found
from chat.protocol.events import Wire
from chat.protocol.limits import REPLIERS_SHOWN
from chat.queries.messages import last_reply
from chat.queries.threads import follow_entry, follow_wire

if TYPE_CHECKING:
    from chat.actions.batch import Batch

Place = tuple[int, int]  # room and seq of a root


class Replies:
    """The threads of a batch. Roots are read once; they and new followers are written together.

    A batch without replies pays nothing for it.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._roots: dict[Place, Message] = {}
        self._changed: dict[Place, Message] = {}
        #: Who may be new to a thread, with the entry they are told of if they are.
        self._new: dict[tuple[int, int, int], tuple[Follow, Wire]] = {}

    def root(self, room_id: int, seq: int) -> Message:
        """Return the root of a thread as of now in this batch; raises ``not_found``."""
        place = (room_id, seq)
        if place not in self._roots:
            self._read({place} | self._asked())
        if place not in self._roots:  # posted by a neighbour in this very batch
            self._batch.write_messages()
            self._read({place})
        if place not in self._roots:
            raise not_found("message")
        return self._roots[place]

    def _asked(self) -> set[Place]:
        posts = (c for c in self._batch.commands if isinstance(c, PostMessage))
        return {(c.room, c.thread) for c in posts if c.thread is not None}

    def _read(self, places: set[Place]) -> None:
        wanted = Q()
        for room_id in {room_id for room_id, _ in places}:
            seqs = [seq for room, seq in places if room == room_id]
            wanted |= Q(room_id=room_id, seq__in=seqs)
        for found in Message.objects.filter(wanted).defer("text", "html"):
            self._roots.setdefault((found.room_id, found.seq), found)

    def gained(self, root: Message, reply: Message, mentioned: list[int], everybody: bool) -> Wire:
        """Count a new reply and let those follow whom it concerns; returns what the room hears.

        These are its author, whom it names, and with the first reply the root's author.
        ``everybody`` is whether it calls all who follow the thread.
        """
        root.replies += 1
        root.last_reply_seq, root.last_reply_at = reply.seq, reply.at
        others = [user_id for user_id in root.repliers or [] if user_id != reply.author_id]
        root.repliers = [reply.author_id, *others][:REPLIERS_SHOWN]
        self._follow(reply, reply.author_id, read=reply.seq, mentions=0)
        for user_id in mentioned:
            self._follow(reply, user_id, read=reply.seq - 1, mentions=1)
        if root.replies == 1:
            self._follow(reply, root.author_id, read=reply.seq - 1, mentions=int(everybody))
        return self._told(root, reply.seq)

    def lost(self, room: Room, reply: Message, seq: int) -> Wire:
        """Count a deleted reply no more; returns what the room hears of the root."""
        self._batch.write_messages()
        root = self.root(room.pk, reply.thread or 0)
        left = Message.objects.filter(room=room, thread=root.seq, deleted_at=None)
        root.replies = max(0, root.replies - 1)
        newest = left.order_by("-seq").values_list("seq", "at").first()
        root.last_reply_seq, root.last_reply_at = newest or (None, None)
        people = left.values_list("author_id").annotate(last=Max("seq")).order_by("-last")
        root.repliers = [user_id for user_id, _ in people[:REPLIERS_SHOWN]] or None
        return self._told(root, seq)

    def _told(self, root: Message, seq: int) -> Wire:
        root.changed_seq = seq
        self._changed[root.room_id, root.seq] = root
        return {"seq": root.seq, "replies": root.replies, "last_reply": last_reply(root)}

    def _follow(self, reply: Message, user_id: int, *, read: int, mentions: int) -> None:
        room, thread = reply.room_id, reply.thread or 0
        follow = Follow(user_id=user_id, room_id=room, thread=thread, read_seq=read)
        unread = reply.seq - read
        entry = follow_wire(room, thread, reply.seq, read, unread, mentions)
        self._new.setdefault((user_id, room, thread), (follow, entry))

    def begin(self, room: Room, thread: int, user_id: int, read: int) -> bool:
        """Let a member follow a thread from now on; returns whether they did not before."""
        self._batch.write_messages()
        follow = Follow(user_id=user_id, room=room, thread=thread, read_seq=read)
        if not bulk.insert_follows([follow]):
            return False
        entry = follow_entry(user_id, room.pk, thread) or {}
        self._batch.tell_viewer(user_id, "thread.followed", thread=entry | {"seq": room.seq})
        return True

    def write(self) -> None:
        """Store what waits, and tell who follows a thread from now on."""
        if self._changed:
            bulk.update_roots(self._changed.values())
            self._changed = {}
        if self._new:
            made = bulk.insert_follows(follow for follow, _ in self._new.values())
            for place, (_, entry) in self._new.items():
                if place in made:
                    self._batch.tell_viewer(place[0], "thread.followed", thread=entry)
            self._new = {}
