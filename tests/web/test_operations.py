"""What machines ask: life, readiness, figures."""

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from chat.pipeline.health import health
from chat.web import operations
from tests.web.conftest import text_of


def test_a_process_lives_without_a_database() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_a_process_is_ready_while_its_database_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (200, "answers")

    def silent() -> None:
        raise OperationalError("gone, at postgres://user:secret@host")

    monkeypatch.setattr(operations, "workspace", silent)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "secret" not in text_of(answer)


@pytest.mark.django_db
def test_a_process_that_drains_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "draining", True)
    assert Client().get("/readyz").status_code == 503


@pytest.mark.django_db
def test_figures_go_to_configured_addresses_only(settings: Settings) -> None:
    answer = Client(REMOTE_ADDR="127.0.0.1").get("/metrics")
    assert answer.status_code == 200
    assert "python_info" in text_of(answer)
    spoofed = Client(REMOTE_ADDR="10.0.0.9", headers={"x-forwarded-for": "127.0.0.1"})
    assert spoofed.get("/metrics").status_code == 404
    settings.CHAT_METRICS_ADDRESSES = ["10.0.0.9"]
    assert spoofed.get("/metrics").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_machines_only_read(path: str) -> None:
    assert Client().post(path).status_code == 405
