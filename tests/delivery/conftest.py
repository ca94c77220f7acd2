"""The web that these tests fetch from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.web import Web


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    """A web with one page and many canaries."""
    opened = Web()
    await opened.start(tmp_path)
    yield opened
    await opened.stop()
