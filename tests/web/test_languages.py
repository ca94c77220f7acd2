"""In which language pages and answers are read: one's own choice, else what the browser asks for."""

import json
import re

from django.test import Client

from chat.web.languages.choice import accepted
from chat.web.languages.words import words
from tests.web.conftest import Cast, SignIn, text_of

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


def test_the_first_language_spoken_here_counts() -> None:
    assert accepted("fr-CA, de-CH;q=0.8, en;q=0.7") == "de"
    assert accepted("en-GB, de;q=0.9") == "en"
    assert accepted("fr") == accepted("") == accepted("*") == accepted(";;q=x") == "en"


def test_the_sign_in_page_speaks_what_the_browser_asks_for(cast: Cast) -> None:
    answer = Client().get("/accounts/login/", headers=GERMAN)
    assert re.search(r'<html lang="de"\s+dir="ltr">', text_of(answer))
    assert "Angemeldet bleiben" not in text_of(answer)
    assert "Auf diesem Gerät angemeldet bleiben" in text_of(answer)
    assert answer["Content-Language"] == "de"
    assert "Accept-Language" in answer["Vary"]
    assert re.search(r'<html lang="en"\s+dir="ltr">', text_of(Client().get("/accounts/login/")))


def test_a_switch_changes_it_before_one_signs_in(cast: Cast) -> None:
    client = Client()
    answer = client.post("/language", {"language": "de", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert "Passwort vergessen?" in text_of(client.get("/accounts/login/"))


def test_the_switch_leads_to_no_other_site(cast: Cast) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)", ""):
        answer = Client().post("/language", {"language": "de", "next": elsewhere})
        assert answer["Location"] == "/"


def test_a_choice_goes_with_the_account(sign_in: SignIn, cast: Cast) -> None:
    sign_in("bob").post("/language", {"language": "de", "next": "/accounts/profile/"})
    cast["bob"].refresh_from_db()
    assert cast["bob"].language == "de"
    elsewhere = sign_in("bob")
    page = text_of(elsewhere.get("/accounts/profile/", headers={"accept-language": "en"}))
    assert "Profil speichern" in page
    assert re.search(r'value="de"[^>]*selected', page)
    elsewhere.post("/language", {"language": "", "next": "/"})
    assert "Save profile" in text_of(elsewhere.get("/accounts/profile/"))


def test_nobody_chooses_a_language_that_is_not_spoken(sign_in: SignIn, cast: Cast) -> None:
    assert sign_in("bob").post("/language", {"language": "tlh"}).status_code == 422
    assert "language" not in Client().post("/language", {"language": "tlh"}).cookies.get(
        "language", ""
    )


def test_a_refusal_in_a_form_is_in_the_readers_language(sign_in: SignIn) -> None:
    client = sign_in("bob")
    client.post("/language", {"language": "de"})
    page = text_of(client.post("/accounts/profile/", {"name": "a\u202eb"}))
    assert "Zeichen, die Text umdrehen, gehen hier nicht (Name)." in page


def test_a_call_carries_its_language(sign_in: SignIn) -> None:
    client = sign_in("bob")
    client.post("/language", {"language": "de"})
    english = client.get("/api/v1/rooms/99").json()
    german = client.get("/api/v1/rooms/99", headers=GERMAN).json()
    assert english["detail"] == "There is no such room, or you may not see it."
    assert german["detail"] == "Das gibt es nicht, oder du darfst es nicht sehen (Raum)."
    assert german["code"] == english["code"] == "not_found"


def test_the_scripts_sentences_are_kept_for_ever_at_their_address(sign_in: SignIn) -> None:
    client = sign_in("bob")
    client.post("/language", {"language": "de"})
    page = text_of(client.get("/rooms/general"))
    found = re.search(r'data-words="([^"]+)"', page)
    assert found, page
    answer = client.get(found[1])
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    told = json.loads(answer.content)
    assert told["sentences"]["sidebar.rooms"] == "Räume"
    assert told["sentences"]["thread.count"] == ["{count} Antwort", "{count} Antworten"]
    assert told["forms"][:4] == "1011"
    assert len(told["forms"]) == 200


def test_an_older_address_is_answered_but_not_kept(cast: Cast) -> None:
    answer = Client().get("/words/de-0123456789ab.json")
    assert answer["Cache-Control"] == "no-cache"
    assert answer.content == words("de")[1]
    assert Client().get("/words/en-0123456789ab.json").status_code == 404


def test_an_english_page_fetches_no_sentences(sign_in: SignIn) -> None:
    assert "data-words" not in text_of(sign_in("bob").get("/rooms/general"))
