"""What the pages of records show, what they never show, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.admin import site
from chat.models import (
    Bookmark,
    Invitation,
    Membership,
    Mention,
    Message,
    PageCard,
    PreviewDue,
    Reaction,
    Reminder,
    Revision,
    Revocation,
    SearchBlock,
    SearchSlice,
    Section,
    Session,
    Token,
    Upload,
    User,
)
from tests.admin.conftest import House, SignIn

#: What people keep for themselves concerns nobody else, admins included.
PRIVATE = {Bookmark, Reminder, Section}
#: Made of other records and gone by themselves: nobody reads them.
MADE = {SearchBlock, SearchSlice, PreviewDue, PageCard}
MODELS = [m for m in apps.get_app_config("chat").get_models() if m not in PRIVATE | MADE]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
ROWS = 1_000
QUERIES = 10  # of a page: session, user, workspace, the rows; the same for one row and a thousand


def pages(client: Client, house: House) -> dict[str, str]:
    """Every list and every page of a record, by address."""
    found = {}
    addresses = ["/admin/"] + [f"/admin/chat/{m._meta.model_name}/" for m in MODELS]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.content.decode()
        records = set(re.findall(r'href="(/admin/chat/\w+/[^/"]+/change/)"', found[address]))
        addresses += sorted(records - set(addresses))
    return found


def test_every_record_of_every_kind_has_a_page(house: House, sign_in: SignIn) -> None:
    found = pages(sign_in("ann"), house)
    for model in MODELS:
        assert model in site._registry, model
        name = model._meta.model_name
        assert model.objects.exists(), f"there must be a {name} to look at"
        assert [a for a in found if a.startswith(f"/admin/chat/{name}/") and "change" in a], name


def test_no_page_has_a_script_or_style_of_its_own(house: House, sign_in: SignIn) -> None:
    for address, page in pages(sign_in("ann"), house).items():
        assert not INLINE.search(page), (address, INLINE.search(page))


def test_no_page_shows_a_secret_or_a_hash(house: House, sign_in: SignIn) -> None:
    client = sign_in("ann")
    sign_in("bob")
    assert len(house.secrets) >= 10
    for address, page in pages(client, house).items():
        for secret in house.secrets:
            assert secret not in page, address


def test_hashes_cannot_be_felt_out_by_filtering(sign_in: SignIn) -> None:
    client = sign_in("ann")
    for address in (
        "/admin/chat/token/?key_hash__startswith=a",
        "/admin/chat/user/?password__startswith=md5",
        "/admin/chat/message/?author__password__startswith=md5",
        "/admin/chat/session/?session_key__startswith=a",
        "/admin/chat/message/?text__startswith=t",
    ):
        assert client.get(address).status_code == 400, address


def test_a_list_of_messages_shows_no_texts(house: House, sign_in: SignIn) -> None:
    page = sign_in("ann").get("/admin/chat/message/").content.decode()
    assert "#lounge / " in page
    assert "second for" not in page


def test_a_text_is_read_on_the_page_of_its_message(house: House, sign_in: SignIn) -> None:
    message = Message.objects.get(text="the second for @ann")
    page = sign_in("mod").get(f"/admin/chat/message/{message.pk}/change/").content.decode()
    assert "the second for @ann" in page
    earlier = message.revisions.get()
    page = sign_in("mod").get(f"/admin/chat/revision/{earlier.pk}/change/").content.decode()
    assert "the first wording" in page


def test_markup_in_a_text_stays_text(house: House, sign_in: SignIn) -> None:
    message = house.post("bob", "lounge", "<script>alert(1)</script>")
    page = sign_in("ann").get(f"/admin/chat/message/{message.pk}/change/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_direct_conversation_is_not_read_here_even_by_the_owner(
    house: House, sign_in: SignIn
) -> None:
    message = Message.objects.get(room__kind="direct")
    assert message.text == "between the two of us"
    found = pages(sign_in("ann"), house)
    assert f"/admin/chat/message/{message.pk}/change/" in found
    assert all("between the two" not in page for page in found.values())


def test_a_moderator_sees_nothing_of_a_closed_room_they_are_not_in(
    house: House, sign_in: SignIn
) -> None:
    client, board = sign_in("mod"), house.rooms["board"]
    message = board.messages.get()
    for address in (
        f"/admin/chat/room/{board.pk}/change/",
        f"/admin/chat/message/{message.pk}/change/",
    ):
        assert sign_in("ann").get(address).status_code == 200
        assert client.get(address).status_code == 302
    assert "board" not in client.get("/admin/chat/room/").content.decode()
    assert "board" not in client.get("/admin/chat/message/").content.decode()
    assert "board" not in client.get("/admin/chat/membership/").content.decode()


def test_a_moderator_reads_no_mail_addresses(house: House, sign_in: SignIn) -> None:
    address = f"/admin/chat/user/{house.users['bob'].pk}/change/"
    assert "bob@example.org" in sign_in("ann").get(address).content.decode()
    assert "bob@example.org" not in sign_in("mod").get(address).content.decode()


@pytest.mark.parametrize(
    ("kind", "query", "found"),
    [
        ("user", "bo", 1),
        ("room", "lou", 1),
        ("message", "lounge", 3),
        ("message", "@ann", 3),
        ("upload", "@ann", 1),
        ("upload", "lounge", 1),
        ("message", "nowhere", 0),
        ("message", "what is this?", 0),
        ("membership", "@bob", 2),
        ("membership", "board", 1),
        ("reaction", "@ann", 1),
        ("mention", "@ann", 1),
        ("token", "robo", 1),
        ("invitation", "ann", 1),
        ("session", "ann", 1),
    ],
)
def test_records_are_found_by_name_and_place(
    house: House, sign_in: SignIn, kind: str, query: str, found: int
) -> None:
    answer = sign_in("ann").get(f"/admin/chat/{kind}/", {"q": query})
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == found


def test_a_message_is_found_by_its_place(house: House, sign_in: SignIn) -> None:
    message = Message.objects.get(text="the second for @ann")
    answer = sign_in("ann").get("/admin/chat/message/", {"q": f"lounge/{message.seq}"})
    assert [m.pk for m in answer.context["cl"].result_list] == [message.pk]


def test_records_lead_to_each_other(house: House, sign_in: SignIn) -> None:
    client, message = sign_in("ann"), Message.objects.get(text="the second for @ann")
    page = client.get(f"/admin/chat/message/{message.pk}/change/").content.decode()
    assert f"/admin/chat/room/{message.room_id}/change/" in page
    assert f"/admin/chat/user/{message.author_id}/change/" in page
    for address in (
        f"user/{message.author_id}",
        f"room/{message.room_id}",
        f"message/{message.pk}",
    ):
        page = client.get(f"/admin/chat/{address}/change/").content.decode()
        lists = re.findall(r'href="(/admin/chat/\w+/\?[^"]+)"', page)
        assert len(lists) >= 2
        for part in lists:
            assert client.get(part.replace("&amp;", "&")).status_code == 200, part


@pytest.mark.parametrize("state", ["removed", "edited", "replies"])
def test_messages_are_filtered_by_what_became_of_them(
    house: House, sign_in: SignIn, state: str
) -> None:
    answer = sign_in("ann").get("/admin/chat/message/", {"state": state})
    assert answer.context["cl"].result_count == (0 if state == "replies" else 1)


# --- A thousand of each -----------------------------------------------------------------------


def crowd(house: House) -> None:
    """Make a thousand of every record that can be many."""
    now, lounge = timezone.now(), house.rooms["lounge"]
    later = now + timedelta(days=1)
    User.objects.bulk_create(User(username=f"guest{n}") for n in range(ROWS))
    guests = list(User.objects.filter(username__startswith="guest"))
    Membership.objects.bulk_create(Membership(room=lounge, user=u) for u in guests)
    Session.objects.bulk_create(
        Session(session_key=f"{n:064x}", user=u, expire_date=later, ends_at=later)
        for n, u in enumerate(guests)
    )
    Token.objects.bulk_create(
        Token(user=u, name="t", key_hash=f"{n:064x}", hint="chat_0000")
        for n, u in enumerate(guests)
    )
    Invitation.objects.bulk_create(
        Invitation(code_hash=f"{n:064x}", invited_by=u, expires_at=later)
        for n, u in enumerate(guests)
    )
    first = lounge.messages.order_by("-seq").first().seq + 1_000
    Message.objects.bulk_create(
        Message(
            room=lounge,
            author=u,
            seq=first + n,
            changed_seq=first + n,
            client_id=f"{n:032x}",
            at=now,
            text="hello",
            html="<p>hello</p>",
        )
        for n, u in enumerate(guests)
    )
    said = list(Message.objects.filter(seq__gte=first, room=lounge).select_related("author"))
    Revision.objects.bulk_create(
        Revision(message=m, text="helo", html="", replaced_at=now, replaced_seq=m.seq) for m in said
    )
    Reaction.objects.bulk_create(Reaction(message=m, user=m.author, emoji="👍") for m in said)
    Mention.objects.bulk_create(
        Mention(message=m, user=m.author, room=lounge, seq=m.seq) for m in said
    )
    last = Revocation.objects.order_by("-seq").first().seq
    Revocation.objects.bulk_create(
        Revocation(seq=last + n, at=now, kind="user", target="1", code=4403)
        for n in range(1, ROWS + 1)
    )


MANY = (
    *("user", "session", "token", "invitation", "membership", "message"),
    *("revision", "reaction", "mention", "revocation"),
)
UNCOUNTED = ("membership", "message", "revision", "reaction", "mention", "revocation")


def test_a_list_costs_the_same_for_a_thousand_rows(house: House, sign_in: SignIn) -> None:
    crowd(house)
    for who, kinds in (("ann", MANY), ("mod", ("user", "membership", "message", "reaction"))):
        client = sign_in(who)
        for kind in kinds:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = client.get(f"/admin/chat/{kind}/")
            assert len(answer.context["cl"].result_list) == 100, kind
            assert len(asked) <= QUERIES, (kind, [q["sql"][:90] for q in asked])


@pytest.mark.parametrize("kind", UNCOUNTED)
def test_long_lists_are_never_counted(house: House, sign_in: SignIn, kind: str) -> None:
    crowd(house)
    client = sign_in("ann")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/admin/chat/{kind}/")
    table = f'FROM "chat_{kind}"'
    about = [q["sql"] for q in asked if table in q["sql"]]
    assert about
    assert not [sql for sql in about if "COUNT(" in sql or "LIMIT" not in sql]


def test_paging_back_shows_every_message_once(house: House, sign_in: SignIn) -> None:
    crowd(house)
    lounge = house.rooms["lounge"]
    for scope, wanted in (
        ("", Message.objects.count()),
        (f"room__id__exact={lounge.pk}", lounge.messages.count()),
    ):
        client, seen, query = sign_in("ann"), [], f"?{scope}"
        while query:
            shown = client.get(f"/admin/chat/message/{query}").context["cl"]
            seen += [m.pk for m in shown.result_list]
            query = shown.older
        assert len(seen) == len(set(seen)) == wanted


def test_a_strange_page_number_is_no_error(sign_in: SignIn) -> None:
    for before in ("-1", "x", "9" * 40):
        assert sign_in("ann").get("/admin/chat/message/", {"before": before}).status_code == 200


def test_a_file_is_told_of_but_its_bytes_are_nobodys_here(house: House, sign_in: SignIn) -> None:
    house.send("ann", "direct", "between us.txt")
    found = "".join(pages(sign_in("ann"), house).values())
    assert "agenda.txt" in found
    assert "between us.txt" not in found
    assert "/files/" not in found


def test_moderators_see_the_files_of_their_rooms_alone(house: House, sign_in: SignIn) -> None:
    house.send("ann", "direct", "between us.txt")
    page = sign_in("mod").get("/admin/chat/upload/").content.decode()
    assert "agenda.txt" in page
    hidden = Upload.objects.get(name="between us.txt")
    assert f"/admin/chat/upload/{hidden.pk}/" not in page
    answer = sign_in("mod").get(f"/admin/chat/upload/{hidden.pk}/change/")
    assert "between us" not in answer.content.decode()
