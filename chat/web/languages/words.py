"""The sentences of the page's scripts in another language, for the browser to fetch and keep."""

import gettext
import hashlib
from functools import lru_cache
from pathlib import Path

import orjson
import polib
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from chat.protocol.languages import ENGLISH, LANGUAGES

CATALOGUES = Path(settings.ROOT) / "chat" / "locale"
DIGEST_CHARACTERS = 12  # of the content in its address: 48 bits, beyond any chance of meeting
FOREVER = "public, max-age=31536000, immutable"  # another content has another address
#: gettext chooses the form by a formula of n. None looks beyond the last two digits, but for small
#: numbers, so a list of the forms of 0 to 199 says all of it, and a page need not evaluate one.
COUNTED = 200


@lru_cache
def words(language: str) -> tuple[str, bytes]:
    """Return the digest and the JSON of a language's sentences: by key, one or its plural forms."""
    catalogue = polib.pofile(str(CATALOGUES / language / "LC_MESSAGES" / "djangojs.po"))
    form = gettext.c2py(catalogue.metadata["Plural-Forms"].partition("plural=")[2].rstrip(";"))
    body = orjson.dumps(
        {
            "forms": "".join(str(form(count)) for count in range(COUNTED)),
            "sentences": {entry.msgctxt: _said(entry) for entry in catalogue.translated_entries()},
        }
    )
    return hashlib.sha256(body).hexdigest()[:DIGEST_CHARACTERS], body


def _said(entry: polib.POEntry) -> str | list[str]:
    """Return a sentence, or its plural forms in their order."""
    if entry.msgid_plural:
        return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)]
    return entry.msgstr


def words_address(language: str) -> str | None:
    """Return where the sentences of a language are; None for English, which the page has."""
    if language == ENGLISH or language not in LANGUAGES:
        return None
    return reverse("words", args=[language, words(language)[0]])


@require_safe
def sentences(request: HttpRequest, language: str, digest: str) -> HttpResponse:
    """Answer the sentences of a language; only what the address names may be kept."""
    if language == ENGLISH or language not in LANGUAGES:
        raise Http404
    current, body = words(language)
    answer = HttpResponse(body, content_type="application/json")
    answer["Cache-Control"] = FOREVER if digest == current else "no-cache"
    return answer
