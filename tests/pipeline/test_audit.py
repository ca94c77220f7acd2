"""The chain of the audit log stays one, however many write it at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from chat.actions.chain import act_of, append
from chat.models import AuditEntry
from chat.pipeline.commit import commit
from chat.protocol.actors import operator
from chat.protocol.commands import RecordAct
from chat.queries.audit import verify
from tests.cast import Cast

WRITERS = 8  # threads with a connection each: processes, as far as the database can tell
ACTS = 12  # of each


def test_many_writers_make_one_chain(stored_cast: Cast) -> None:
    before = AuditEntry.objects.count()
    together = threading.Barrier(WRITERS)

    def write(writer: int) -> list[str]:
        together.wait(10)
        by = operator(stored_cast["ann"], "admin")
        acts = [RecordAct(by=by, act="audit.read", thing=f"{writer}/{n}") for n in range(ACTS)]
        try:
            return [getattr(commit([act], {}).results[0], "code", "done") for act in acts]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        results = [code for codes in pool.map(write, range(WRITERS)) for code in codes]
    assert results == ["done"] * (WRITERS * ACTS)
    verdict = verify()
    assert (verdict.fault, verdict.rows) == (None, before + WRITERS * ACTS)
    written = AuditEntry.objects.filter(act="audit.read").order_by("number")
    assert len(set(written.values_list("thing", flat=True))) == WRITERS * ACTS
    for writer in range(WRITERS):
        mine = written.filter(thing__startswith=f"{writer}/").values_list("thing", flat=True)
        assert list(mine) == [f"{writer}/{n}" for n in range(ACTS)], "each in its own order"


def test_acts_of_one_commit_follow_each_other(stored_cast: Cast) -> None:
    by = operator()
    acts = [RecordAct(by=by, act="audit.read", thing=str(n)) for n in range(40)]
    assert not [r for r in commit(acts, {}).results if hasattr(r, "code")]
    newest = AuditEntry.objects.order_by("-number").values_list("thing", flat=True)[:40]
    assert list(newest) == [str(n) for n in reversed(range(40))]
    assert verify().fault is None


def test_the_head_goes_to_the_process_log_once_it_is_committed(
    stored_cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="chat.actions.chain")
    now = AuditEntry.objects.order_by("-number")[0].at
    with transaction.atomic():
        append([act_of(operator(), "audit.read", now)])
        transaction.set_rollback(True)
    assert not caplog.records
    with transaction.atomic():
        append([act_of(operator(), "audit.read", now)])
        assert not caplog.records
    (line,) = (record.getMessage() for record in caplog.records)
    assert line == f"audit head {verify().head}"
