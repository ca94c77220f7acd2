"""A person in a browser: signs in by the real form, and carries cookies from server to server."""

import re
from collections.abc import Sequence
from typing import Any, Self

import httpx

from tests.journeys.management import PASSWORD

SECONDS = 10.0  # for a page; hashing a password on a busy machine takes the longest


class Browser:
    """Its cookies count at every server of the site, as they would behind one address."""

    def __init__(self, urls: Sequence[str]) -> None:
        self.urls = list(urls)
        self._http = httpx.AsyncClient(timeout=SECONDS, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._http.aclose()

    @property
    def session(self) -> str | None:
        """The secret in the session cookie."""
        return self._http.cookies.get("session")

    @property
    def cookie(self) -> str:
        """What a browser sends along with a WebSocket's handshake."""
        return f"session={self.session}"

    async def get(self, path: str, at: int = 0) -> httpx.Response:
        """Opens a page of one of the servers."""
        return await self._http.get(f"{self.urls[at % len(self.urls)]}{path}")

    async def send(self, path: str, at: int = 0, **fields: Any) -> httpx.Response:
        """Sends a form, with the secret against forgery from the cookie."""
        url = self.urls[at % len(self.urls)]
        secret = self._http.cookies.get("csrftoken") or ""
        form = {"csrfmiddlewaretoken": secret, **fields}
        return await self._http.post(f"{url}{path}", data=form, headers={"Origin": url})

    async def call(self, method: str, path: str, at: int = 0, **options: Any) -> httpx.Response:
        """Calls the API as the page's scripts do."""
        url = self.urls[at % len(self.urls)]
        secret = self._http.cookies.get("csrftoken") or ""
        headers = {"Origin": url, "X-CSRFToken": secret}
        return await self._http.request(method, f"{url}/api/v1{path}", headers=headers, **options)

    async def sign_in(self, name: str, at: int = 0) -> None:
        """Signs in as a person would: open the page, fill in, send."""
        page = await self.get("/accounts/login/", at)
        assert page.status_code == 200, page.text
        answer = await self.send("/accounts/login/", at, login=name, password=PASSWORD)
        assert answer.status_code == 302, answer.text
        assert self.session

    async def signed_in(self, at: int = 0) -> bool:
        """Whether a page for the signed-in opens."""
        return (await self.get("/accounts/profile/", at)).status_code == 200

    async def token_ids(self, at: int = 0) -> list[str]:
        """The tokens on one's own page."""
        page = await self.get("/accounts/tokens/", at)
        return re.findall(r"/accounts/tokens/(\d+)/revoke/", page.text)
