"""`clean_uploads`: what nobody posted and what no record stands for, a day later."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from chat.models.upload_bytes import path_of
from chat.protocol.commands import PostMessage
from tests.cast import Cast
from tests.management.conftest import Run


@pytest.mark.usefixtures("transactional_db")
def test_only_what_is_old_and_unwanted_goes(run: Run, cast: Cast, upload_dir: Path) -> None:
    posted, waiting, lost = cast.upload("bob"), cast.upload("bob"), uuid4()
    cast.do("bob", PostMessage, room="lounge", text="", attachments=[posted])
    path_of(lost).parent.mkdir(exist_ok=True)
    path_of(lost).write_bytes(b"x")
    assert run("clean_uploads") == "0 unposted uploads and 0 lost files were removed.\n"
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert run("clean_uploads") == "1 unposted uploads and 1 lost files were removed.\n"
    assert not path_of(waiting).exists()
    files = [path for path in upload_dir.rglob("*") if path.is_file()]
    assert files == [path_of(posted)]
