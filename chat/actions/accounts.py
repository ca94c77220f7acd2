"""The rules of accounts: founding, inviting, signing up, roles, suspending."""

from datetime import timedelta

from chat.actions import access
from chat.actions.authority import rank_of
from chat.actions.batch import Batch
from chat.actions.credentials import checked_email
from chat.actions.memberships import enter
from chat.actions.outcome import Outcome
from chat.actions.sanctions import lift, note_sanction, record_sanction, tell_sanction
from chat.models import (
    FOR_EVER,
    Invitation,
    Membership,
    Revocation,
    Room,
    Sanction,
    User,
    Workspace,
)
from chat.protocol.actors import RANKS, Actor
from chat.protocol.closes import BARRED
from chat.protocol.commands import (
    ChangeRole,
    ChooseLanguage,
    CreateUser,
    FoundWorkspace,
    InvitePeople,
    LiftSuspension,
    RevokeInvitation,
    SignUp,
    SuspendUser,
)
from chat.protocol.errors import ChatError, not_found
from chat.protocol.languages import LANGUAGES
from chat.protocol.limits import NAME_CHARACTERS
from chat.queries.accounts import user_wire
from chat.queries.sanctions import sanction_record
from chat.text.check import check_name, check_username


def _new_user(
    username: str,
    name: str,
    email: str,
    password: str,
    role: str = User.Role.MEMBER,
    kind: str = User.Kind.PERSON,
) -> User:
    """Store an account. ``password`` is a hash, or empty for none. Raises ``conflict``."""
    username = check_username(username)
    if User.objects.filter(username=username).exists():
        raise ChatError(
            "conflict", "The user name '{name}' is taken; choose another.", name=username
        )
    email = checked_email(email)
    shown = check_name(name, NAME_CHARACTERS) if name else ""
    user = User(username=username, name=shown, email=email, role=role, kind=kind)
    if password:
        user.password = password
    else:
        user.set_unusable_password()
    user.save()
    return user


def _welcome(user: User, room: Room | None, batch: Batch) -> Outcome:
    """Bring a new person into their first room: the given one, else the oldest open one."""
    open_rooms = Room.objects.filter(kind=Room.Kind.OPEN, archived_at=None)
    room = room or open_rooms.order_by("pk").first()
    if room is not None:
        rows = Room.objects.select_for_update(no_key=True).filter(pk=room.pk)
        locked = batch.rooms.get(room.pk) or rows.get()
        batch.add_room(locked)
        enter(locked, [user], Actor(user.pk), batch)
    return Outcome(result={"user": user_wire(user)})


def found_workspace(command: FoundWorkspace, batch: Batch) -> Outcome:
    """Make the workspace, its owner and its first room, once. Raises ``conflict``."""
    _operators_only(command.by)
    if User.objects.filter(role=User.Role.OWNER).exists():
        raise ChatError("conflict", "This workspace has an owner already.")
    name = check_name(command.workspace, NAME_CHARACTERS)
    owner = _new_user(
        command.username, command.name, command.email, command.password, User.Role.OWNER
    )
    Workspace.objects.update_or_create(pk=1, defaults={"name": name})
    batch.note(command.by, "workspace.founded", person=owner.pk)
    room = Room.objects.filter(slug="general").first()
    if room is None:
        room = Room.objects.create(slug="general", name="General", kind=Room.Kind.OPEN)
        batch.add_room(room)
        enter(room, [owner], Actor(owner.pk), batch, Membership.Role.OWNER)
        return Outcome(result={"user": user_wire(owner)})
    return _welcome(owner, room, batch)


def _operators_only(by: Actor) -> None:
    if not by.operator:
        raise ChatError("forbidden", "Only the server itself may do that.")


def create_user(command: CreateUser, batch: Batch) -> Outcome:
    """Make an account below one's own role; an operator's repeat finds the one there is.

    Raises ``forbidden``, ``conflict``, ``bad_frame``.
    """
    rank = rank_of(command.by, batch.users.get(command.by.user))
    if rank < RANKS["admin"] or rank <= RANKS[command.role]:
        raise ChatError("forbidden", "You may not make such an account.")
    found = User.objects.filter(username=check_username(command.username)).first()
    if found is not None and command.by.operator:
        return Outcome(repeated=True, result={"user": user_wire(found)})
    user = _new_user(
        command.username, command.name, command.email, command.password, command.role, command.kind
    )
    batch.note(command.by, "account.created", person=user.pk, role=user.role, kind=user.kind)
    return Outcome(result={"user": user_wire(user)})


def invite_people(command: InvitePeople, batch: Batch) -> Outcome:
    """Store an invitation. Moderators and above may; into a room only if they may add to it.

    Raises ``forbidden``, ``not_found``.
    """
    if access.site_rank(batch, command.by) < RANKS["moderator"]:
        raise ChatError("forbidden", "Only moderators and admins may invite people.")
    access.refuse_muted(batch, command.by)
    if command.room is not None:
        _refuse_hidden(command.room, command.by)
    invitation = Invitation.objects.create(
        code_hash=command.code_hash,
        invited_by_id=command.by.user,
        room_id=command.room,
        expires_at=batch.now + timedelta(days=command.days),
        uses_left=command.uses,
    )
    about = {"room": command.room, "thing": f"invitation {invitation.pk}"}
    batch.note(command.by, "invitation.created", **about, days=command.days, uses=command.uses)
    return Outcome(result={"invitation": invitation.pk})


def _refuse_hidden(room_id: int, by: Actor) -> None:
    """Refuse a room that the inviting person neither sees nor could add people to."""
    room = Room.objects.filter(pk=room_id).exclude(kind=Room.Kind.DIRECT).first()
    mine = Membership.objects.filter(room_id=room_id, user_id=by.user).first()
    if room is None or (room.kind == Room.Kind.CLOSED and mine is None and not by.operator):
        raise not_found("room")


def revoke_invitation(command: RevokeInvitation, batch: Batch) -> Outcome:
    """Make one's own link useless; admins anyone's. Raises ``not_found``."""
    rows = Invitation.objects.filter(pk=command.invitation, revoked_at=None)
    if access.site_rank(batch, command.by) < RANKS["admin"]:
        rows = rows.filter(invited_by_id=command.by.user)
    if not rows.update(revoked_at=batch.now):
        raise not_found("invitation")
    batch.note(command.by, "invitation.revoked", thing=f"invitation {command.invitation}")
    return Outcome()


def sign_up(command: SignUp, batch: Batch) -> Outcome:
    """Join the workspace by an invitation, or freely where sign-up is open.

    Raises ``forbidden``, ``conflict``, ``bad_frame``.
    """
    _operators_only(command.by)  # the page speaks for somebody who has no account yet
    invitation = None
    if command.code_hash is not None:
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("room")
        invitation = rows.filter(code_hash=command.code_hash).first()
        if invitation is None or not invitation.live_at(batch.now):
            raise ChatError("forbidden", "This invitation is used up, over or withdrawn.")
    elif not Workspace.objects.filter(open_sign_up=True).exists():
        raise ChatError("forbidden", "You need an invitation to join this workspace.")
    user = _new_user(command.username, command.name, command.email, command.password)
    if invitation is not None:
        invitation.uses_left -= 1
        invitation.save(update_fields=["uses_left"])
    by = Actor(user.pk, door=command.by.door)
    thing = f"invitation {invitation.pk}" if invitation else ""
    batch.note(by, "account.created", person=user.pk, thing=thing, role=user.role, kind=user.kind)
    room = invitation.room if invitation and invitation.room else None
    return _welcome(user, room if room and room.archived_at is None else None, batch)


def choose_language(command: ChooseLanguage, batch: Batch) -> Outcome:
    """Keep the language of one's own pages. Raises ``bad_frame`` for one not spoken here."""
    if command.language and command.language not in LANGUAGES:
        raise ChatError("bad_frame", "This chat does not speak that language.")
    user = batch.user(command.by.user)
    user.language = command.language
    user.save(update_fields=["language"])
    return Outcome()


def change_role(command: ChangeRole, batch: Batch) -> Outcome:
    """Give somebody below oneself a role below one's own; their rights change at once.

    Only the server itself makes and unmakes owners. Raises ``forbidden``, ``not_found``,
    ``conflict`` for the last owner.
    """
    user = batch.user(command.user)
    mine = access.site_rank(batch, command.by)
    if mine < RANKS["admin"] or mine <= max(user.rank, RANKS[command.role]):
        raise ChatError("forbidden", "You may not give this person that role.")
    if user.role == command.role:
        return Outcome(repeated=True, result={"user": user_wire(user)})
    if user.role == User.Role.OWNER and User.objects.filter(role=User.Role.OWNER).count() == 1:
        raise ChatError("conflict", "This is the only owner; make another one first.")
    was, user.role = user.role, command.role
    user.save(update_fields=["role"])
    batch.note(command.by, "role.changed", person=user.pk, was=was, role=user.role)
    batch.tell_viewer(user.pk, "role.changed", room=None, role=user.role)
    batch.tell_people(user.pk)
    return Outcome(result={"user": user_wire(user)})


def suspend_user(command: SuspendUser, batch: Batch) -> Outcome:
    """Bar somebody below oneself; their sockets close everywhere. Raises ``forbidden``."""
    user = batch.user(command.user)
    if not access.outranks(batch, command.by, user.pk):
        raise ChatError("forbidden", "You may not suspend this person.")
    user.suspended_until = command.until or FOR_EVER
    user.suspended_reason = check_name(command.reason, 250) if command.reason else ""
    user.save(update_fields=["suspended_until", "suspended_reason"])
    row = Sanction(
        user=user,
        kind=Sanction.Kind.SUSPENSION,
        by_id=command.by.user or None,
        reason=user.suspended_reason,
        until=command.until,
    )
    tell_sanction(record_sanction(row, batch), batch)
    note_sanction(command.by, "sanction.imposed", row, batch)
    batch.revoke(Revocation.Kind.USER, user.pk, BARRED)
    return Outcome(result={"sanction": sanction_record(row, batch.now)})


def lift_suspension(command: LiftSuspension, batch: Batch) -> Outcome:
    """End the suspension of somebody below oneself. Raises ``forbidden``, ``not_found``."""
    user = batch.user(command.user)
    if not access.outranks(batch, command.by, user.pk):
        raise ChatError("forbidden", "You may not lift this suspension.")
    if user.suspended_until is None:
        return Outcome(repeated=True)
    of_user = Sanction.objects.filter(user=user, kind=Sanction.Kind.SUSPENSION, lifted_at=None)
    for row in of_user.order_by("pk"):
        lift(row, command.by.user, batch)
        tell_sanction(row, batch)
        note_sanction(command.by, "sanction.lifted", row, batch)
    return Outcome()
