"""The surface keeps to its OpenAPI document whatever it is sent, right or wrong."""

from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chat.models import Message
from tests.web.api.conftest import Cast
from tests.web.api.test_messages import posted

#: A real handler closes its connection after each call, so nothing may wait in a transaction.
pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = 6  # of each call and kind: the whole run stays under twenty seconds

ABSENT_FILE = "00000000-0000-4000-8000-000000000000"

LONG_AGO = "2020-01-01T00:00:00Z"

#: What may be said to what does not fit; 5xx is not among them.
REFUSALS = [401, 403, 404, 409, 413, 422, 429]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]


@pytest.fixture
def operations(cast: Cast) -> list[APIOperation]:
    """Every documented call, to be made without a server in between."""
    config = schemathesis.Config.from_dict(
        {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), config=config)
    found = [result.ok() for result in schema.get_all_operations()]
    assert len(found) > 20
    return found


@pytest.fixture
def headers(cast: Cast) -> dict[str, str]:
    """One credential for all calls: nobody has a token for each."""
    return {"Authorization": f"Bearer {cast.token('ann')}"}


def fuzz(
    operation: APIOperation, checks: list[Any], headers: dict[str, str], **strategy: Any
) -> None:
    """Make some calls of one kind, the same ones each time, and check the answers."""

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(**strategy))
    def run(case: Case) -> None:
        case.call_and_validate(headers=headers, checks=checks)

    run()


def test_what_fits_the_document_is_answered_as_it_says(
    cast: Cast, operations: list[APIOperation], headers: dict[str, str]
) -> None:
    (seq,) = posted(cast.caller("ann"), cast.lounge, "hello")
    places = {"room": cast.lounge, "seq": seq, "user": cast["eve"], "emoji": "👍"}
    places["upload"] = places["reminder"] = ABSENT_FILE
    by_mod = cast.caller("mod")
    reported = by_mod("POST", f"/users/{cast['bob']}/report", {"reason": "spam"})
    warned = by_mod("POST", "/sanctions", {"kind": "warning", "user": cast["bob"]})
    removal = by_mod("POST", "/removals", {"user": cast["bob"], "since": LONG_AGO})
    places["removal"] = removal.json()["id"]
    places |= {"report": reported.json()["id"], "sanction": warned.json()["id"]}
    places["section"] = cast.caller("ann")("POST", "/sections", {"name": "Work"}).json()["id"]
    for operation in operations:
        names = [parameter.name for parameter in operation.path_parameters]
        path = {name: places[name] for name in names}
        fuzz(operation, CHECKS, headers, path_parameters=path or None)


def test_what_does_not_fit_the_document_is_refused(
    cast: Cast, operations: list[APIOperation], headers: dict[str, str]
) -> None:
    before = Message.objects.count()
    for operation in operations:
        mode = GenerationMode.NEGATIVE
        if operation.path_parameters or operation.query or operation.body:
            fuzz(operation, [*CHECKS, negative_data_rejection], headers, generation_mode=mode)
    assert Message.objects.count() == before
