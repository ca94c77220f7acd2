"""Every cell of the policy about the workspace, at every door that leads to it."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from chat.models import User
from chat.protocol import commands as c
from chat.protocol.policy import RANKS, SITE_ACTIONS, Rank, judge_site
from chat.queries.accounts import hash_key
from chat.queries.policy import explain
from tests.cast import Cast
from tests.policy.asks import Ask
from tests.policy.doors import answers
from tests.policy.world import World, standing

LONG_AGO = "2020-01-01T00:00:00Z"

#: A person in no room, and somebody below everybody they are.
SiteAsk = Callable[[World, Cast], Ask]


def sanctioned(w: World, cast: Cast) -> int:
    """The id of a mute of the target."""
    made = cast.do("operator", c.ImposeSanction, user=w.target, kind="mute")
    return int(made.result["sanction"]["id"])


def reported(w: World, cast: Cast) -> int:
    """The id of a stranger's report of the target."""
    made = cast.do("eve", c.ReportPerson, user=w.target, reason="spam")
    return int(made.result["report"]["id"])


def reading(w: World, cast: Cast) -> Ask:
    """What everybody reads."""
    paths = ["/me", "/me/sanctions", "/users", f"/users/{w.target}", f"/users/{w.target}/rooms"]
    paths += ["/rooms", "/threads", "/bookmarks", "/reminders", "/mentions", "/sections"]
    paths += ["/search?q=word", "/reports", "/sanctions", "/removals", "/explain?action=self.read"]
    return Ask(None, {}, tuple(("GET", path, None) for path in paths))


def changing(w: World, cast: Cast) -> Ask:
    """One of the things that everybody changes of themselves."""
    call = ("PATCH", "/me", {"title": "Keeps bees"})
    return Ask(c.UpdateProfile, {"title": "Keeps bees"}, (call,))


def suspension(w: World, cast: Cast) -> Ask:
    """Bar the target from the workspace."""
    call = ("POST", "/sanctions", {"kind": "suspension", "user": w.target})
    return Ask(c.SuspendUser, {"user": w.target}, (call,))


def end_of_suspension(w: World, cast: Cast) -> Ask:
    """Let the target in again."""
    cast.do("operator", c.SuspendUser, user=w.target)
    return Ask(c.LiftSuspension, {"user": w.target})


def end_of_sanction(w: World, cast: Cast) -> Ask:
    """Let the target write again."""
    number = sanctioned(w, cast)
    return Ask(c.LiftSanction, {"sanction": number}, (("DELETE", f"/sanctions/{number}", None),))


def removal(w: World, cast: Cast) -> Ask:
    """Remove all that the target said."""
    fields = {"user": w.target, "since": LONG_AGO}
    return Ask(c.RemoveMessages, fields, (("POST", "/removals", fields),))


def removed(w: World, cast: Cast) -> int:
    """The id of a removal of what the target said."""
    made = cast.do("operator", c.RemoveMessages, user=w.target, since=LONG_AGO)
    return int(made.result["removal"]["id"])


def removal_read(w: World, cast: Cast) -> Ask:
    """See how far a removal is."""
    return Ask(None, {}, (("GET", f"/removals/{removed(w, cast)}", None),))


def removal_ended(w: World, cast: Cast) -> Ask:
    """Stop a removal."""
    number = removed(w, cast)
    return Ask(c.EndRemoval, {"removal": number}, (("DELETE", f"/removals/{number}", None),))


def report_read(w: World, cast: Cast) -> Ask:
    """Read what was reported."""
    return Ask(None, {}, (("GET", f"/reports/{reported(w, cast)}", None),))


def report_taken(w: World, cast: Cast) -> Ask:
    """Look into a report."""
    number = reported(w, cast)
    path = f"/reports/{number}/assignee"
    return Ask(c.TakeReport, {"report": number}, (("PUT", path, None), ("DELETE", path, None)))


def report_decided(w: World, cast: Cast) -> Ask:
    """Decide a report."""
    number = reported(w, cast)
    call = ("PUT", f"/reports/{number}/decision", {"decision": "upheld"})
    return Ask(c.DecideReport, {"report": number, "decision": "upheld"}, (call,))


def token_for(w: World, cast: Cast) -> Ask:
    """Make a key to somebody else's account."""
    about = {"name": "key", "key_hash": "0" * 64, "hint": "chat_0000", "scopes": ["read"]}
    return Ask(c.CreateToken, {"user": w.target, **about})


def session_of(w: World, cast: Cast) -> Ask:
    """Sign somebody else out."""
    cast.people["tom"] = w.target
    return Ask(c.EndSession, {"session": hash_key(cast.session("tom"))})


def person_report(w: World, cast: Cast) -> Ask:
    """Bring the target before the moderators."""
    call = ("POST", f"/users/{w.target}/report", {"reason": "spam"})
    return Ask(c.ReportPerson, {"user": w.target, "reason": "spam"}, (call,))


def found(w: World, cast: Cast) -> Ask:
    """Found the workspace once more."""
    fields = {"workspace": "Mine", "username": "zoe", "name": "Zoe", "password": "!x"}
    return Ask(c.FoundWorkspace, fields)


def mute(w: World, cast: Cast) -> Ask:
    """Mute the target everywhere."""
    fields = {"user": w.target, "kind": "mute"}
    return Ask(c.ImposeSanction, fields, (("POST", "/sanctions", fields),))


def room(w: World, cast: Cast) -> Ask:
    """Make a room."""
    fields = {"slug": "den", "name": "Den"}
    return Ask(c.CreateRoom, fields, (("POST", "/rooms", fields),))


def direct(w: World, cast: Cast) -> Ask:
    """Speak to somebody alone."""
    fields = {"users": [w.target]}
    return Ask(c.OpenDirect, fields, (("POST", "/rooms/direct", fields),))


def account(w: World, cast: Cast) -> Ask:
    """Make an account."""
    return Ask(c.CreateUser, {"username": "zoe"}, (("POST", "/users", {"username": "zoe"}),))


def role(w: World, cast: Cast) -> Ask:
    """Make the target a moderator of the workspace."""
    call = ("PATCH", f"/users/{w.target}", {"role": "moderator"})
    return Ask(c.ChangeRole, {"user": w.target, "role": "moderator"}, (call,))


SITE_ASKS: dict[str, SiteAsk] = {
    "self.read": reading,
    "self.change": changing,
    "room.create": room,
    "direct.open": direct,
    "person.report": person_report,
    "people.invite": lambda w, d: Ask(c.InvitePeople, {"code_hash": "0" * 64}),
    "person.sanction": mute,
    "person.suspend": suspension,
    "suspension.lift": end_of_suspension,
    "sanction.lift": end_of_sanction,
    "removal.begin": removal,
    "removal.read": removal_read,
    "removal.end": removal_ended,
    "removal.continue": lambda w, d: Ask(
        c.ContinueRemoval, {"room": w.room, "removal": removed(w, d), "seqs": [w.theirs]}
    ),
    "report.read": report_read,
    "report.take": report_taken,
    "report.decide": report_decided,
    "audit.read": lambda w, d: Ask(None, {}, (("GET", "/audit", None),)),
    "account.create": account,
    "role.change": role,
    "session.end_others": session_of,
    "password.set_others": lambda w, d: Ask(c.SetPassword, {"user": w.target, "password": "!x"}),
    "token.create_others": token_for,
    "workspace.found": found,
    "account.sign_up": lambda w, d: Ask(
        c.SignUp, {"code_hash": "0" * 64, "username": "zoe", "name": "", "password": "!x"}
    ),
    "preview.show": lambda w, d: Ask(
        c.ShowPreviews, {"room": w.room, "seq": w.theirs, "looked_at": [], "previews": []}
    ),
    "reminder.tell": lambda w, d: Ask(c.TellReminders, {}),
    "audit.write": lambda w, d: Ask(c.RecordAct, {"act": "audit.read"}),
}


def test_every_action_in_the_workspace_is_asked_for() -> None:
    assert set(SITE_ASKS) == set(SITE_ACTIONS)


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("name", SITE_ACTIONS)
def test_every_door_answers_as_the_table_says(cast: Cast, name: str, rank: Rank) -> None:
    world = standing(cast, "open", "outsider", rank)
    expected = judge_site(SITE_ACTIONS[name], rank).code
    found = dict(answers(SITE_ASKS[name](world, cast), (), world.actor, world.secret))
    assert found
    assert set(found.values()) == {expected}, found


@pytest.mark.parametrize("rank", RANKS)
def test_what_is_explained_is_what_the_table_says(cast: Cast, rank: Rank) -> None:
    world = standing(cast, "open", "outsider", rank)
    person = User.objects.get(pk=world.person)
    for name, action in SITE_ACTIONS.items():
        assert explain(person, name, None, timezone.now()) == judge_site(action, rank)


def test_an_owner_may_what_an_admin_may(cast: Cast) -> None:
    world, owner = standing(cast, "open", "outsider", "admin"), cast.user("ann")
    for name, action in SITE_ACTIONS.items():
        assert explain(owner, name, None, timezone.now()) == judge_site(action, "admin")
    with transaction.atomic():
        asked = SITE_ASKS["role.change"](world, cast)
        (one, *_) = answers(asked, (), cast.actor("ann"), "")
        assert one == ("the rule", None)
