"""Follow threads, and move one's read pointer in them."""

from chat.protocol.commands.base import RoomCommand, Seq


class FollowThread(RoomCommand):
    """Be told of a thread's replies; ``thread`` is the seq of its root."""

    thread: Seq


class UnfollowThread(RoomCommand):
    """Be told of a thread's replies no more."""

    thread: Seq


class MoveThreadRead(RoomCommand):
    """Say up to which seq one has read a thread; an earlier seq marks replies as unread."""

    thread: Seq
    seq: Seq
