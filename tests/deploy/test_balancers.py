"""nginx and HAProxy as committed: everything works through them, at whichever process."""

import http.client

import httpx

from tests.clients import Client
from tests.deploy.balancers import Balancer
from tests.deploy.installation import Installation
from tests.journeys.management import PASSWORD
from tests.journeys.site import CROWD
from tests.journeys.stream import online, streaming
from tests.server import LOOPBACK

POSTS = 40
CALLS = 40  # of REST, over connections of their own
SOCKETS = 12
SHARE = 0.25  # of sockets and calls that each process has at least
ELSEWHERE = "127.0.0.2"  # a client whose address differs from the balancer's
FORGED = "203.0.113.9"  # an address that a client claims
CLAIMS = {
    "X-Forwarded-For": FORGED,
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": f"for={FORGED};proto=http",
}
COOKIE, SECRET = "__Host-session", "__Host-csrf"  # as they are called under HTTPS
BODY_BYTES = 1_048_576  # that a request may have


async def sign_in(web: httpx.AsyncClient, url: str, name: str) -> None:
    """Signs in by the form, as a browser does."""
    page = await web.get(f"{url}/accounts/login/")
    assert page.status_code == 200, page.text
    form = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": web.cookies[SECRET]}
    answer = await web.post(f"{url}/accounts/login/", data=form, headers={"Origin": url})
    assert answer.status_code == 302, answer.text
    assert COOKIE in web.cookies


def test_the_balancer_finds_nothing_to_complain_about(balancer: Balancer) -> None:
    assert balancer.check() == ""


async def test_sockets_and_calls_are_spread_without_affinity(site: Installation) -> None:
    members = ("bob", *CROWD)
    room = await site.room(*members)
    before = site.requests("GET /api/v1/me")
    clients = [site.client(members[number % len(members)]) for number in range(SOCKETS)]
    async with online(*clients), site.caller("ann") as ann:
        held = site.sockets()
        assert sum(held) == SOCKETS
        assert min(held) >= SHARE * SOCKETS
        async with streaming(site, [room], [*clients[:3], ann], clients) as stream:
            await stream.reach(POSTS)
        assert set(ann.answers) == {201}
        assert not any(client.closes for client in clients)
    for _ in range(CALLS):
        async with site.caller("bob") as bob:
            await bob.get("/me")
    after = site.requests("GET /api/v1/me")
    answered = [now - then for now, then in zip(after, before, strict=True)]
    assert sum(answered) == CALLS
    assert min(answered) >= SHARE * CALLS


async def test_whoever_signed_in_is_known_at_every_process(
    site: Installation, balancer: Balancer
) -> None:
    before = site.requests("GET /api/v1/me")
    async with site.http() as web:
        await sign_in(web, balancer.url, "bob")
        cookie = f"{COOKIE}={web.cookies[COOKIE]}"
    for _ in range(CALLS // 4):
        async with site.http(Cookie=cookie) as web:
            answer = await web.get(f"{balancer.url}/api/v1/me")
            assert answer.json()["id"] == site.users["bob"], answer.text
    after = site.requests("GET /api/v1/me")
    assert all(now > then for now, then in zip(after, before, strict=True))
    async with online(bob := Client(site.socket_urls, cookie=cookie, origin=balancer.url)):
        assert bob.user == site.users["bob"]


async def test_what_a_client_claims_of_itself_has_no_effect(
    site: Installation, balancer: Balancer
) -> None:
    async with site.http(ELSEWHERE, **CLAIMS) as web:
        await sign_in(web, balancer.url, "eve")  # and is not sent to HTTPS, where it is already
    rows = site.query("SELECT address FROM chat_session WHERE user_id = ?", site.users["eve"])
    assert [str(address) for (address,) in rows] == [ELSEWHERE]
    assert not any(FORGED in server.log.read_text() for server in site.servers)


async def test_without_tls_everything_is_sent_to_it_whatever_is_claimed(
    site: Installation, balancer: Balancer
) -> None:
    async with site.http(**{"X-Forwarded-Proto": "https"}) as web:
        answer = await web.get(f"{balancer.plain_url}/accounts/login/")
    assert answer.status_code == 308
    assert answer.headers["location"].startswith("https://")
    assert "set-cookie" not in answer.headers


async def test_figures_are_for_the_machine_alone(site: Installation, balancer: Balancer) -> None:
    assert len(site.sockets()) == 2  # the figures are there, for those on the machine
    async with site.http(**{"X-Forwarded-For": "127.0.0.1"}) as web:
        for path in ("/metrics", "/metrics?", "//metrics", "/%6detrics", "/x/../metrics"):
            answer = await web.get(f"{balancer.url}{path}")
            assert answer.status_code in (403, 404), path
            assert "chat_sockets" not in answer.text


async def test_a_body_too_long_is_refused_before_it_reaches_a_process(
    site: Installation, balancer: Balancer
) -> None:
    before = site.requests("POST /api/v1/rooms")
    declared = http.client.HTTPSConnection(LOOPBACK, balancer.port, context=balancer.trust)
    declared.putrequest("POST", "/api/v1/rooms")
    declared.putheader("Content-Length", str(BODY_BYTES + 1))
    declared.endheaders()  # whoever says what is coming need not send it
    assert declared.getresponse().status == 413
    declared.close()
    assert site.requests("POST /api/v1/rooms") == before
    async with site.http(Authorization=f"Bearer {site.tokens['bob']}") as web:
        answer = await web.post(f"{balancer.url}/api/v1/rooms", content=b"x" * 1_000)
    assert answer.status_code == 422
    assert site.requests("POST /api/v1/rooms") != before


async def test_a_file_passes_and_one_too_large_does_not(
    site: Installation, balancer: Balancer
) -> None:
    before = site.requests("POST /api/v1/uploads")
    declared = http.client.HTTPSConnection(LOOPBACK, balancer.port, context=balancer.trust)
    declared.putrequest("POST", "/api/v1/uploads")
    declared.putheader("Content-Length", str(27 * 1_048_576))
    declared.endheaders()
    assert declared.getresponse().status == 413
    declared.close()
    assert site.requests("POST /api/v1/uploads") == before
    async with site.http(Authorization=f"Bearer {site.tokens['bob']}") as web:
        file = {"file": ("large.txt", b"x" * 3 * BODY_BYTES, "text/plain")}
        answer = await web.post(f"{balancer.url}/api/v1/uploads", files=file)
        assert answer.status_code == 201, answer.text
        part = await web.get(
            f"{balancer.url}/files/{answer.json()['id']}", headers={"Range": "bytes=5-9"}
        )
    assert (part.status_code, part.content) == (206, b"xxxxx")
