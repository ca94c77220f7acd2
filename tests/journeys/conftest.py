"""One installation at a time: tests are grouped by its shape, so each is started once."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.journeys.site import MODES, Site, Stores, running

logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each call would bury a failure


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one shape in one process of the run (`--dist loadgroup`)."""
    for item in items:
        shape = getattr(item, "callspec", None)
        if shape is not None and "installation" in shape.params:
            item.add_marker(pytest.mark.xdist_group(shape.params["installation"]))


@pytest.fixture(scope="session")
def stores() -> Iterator[Stores]:
    """PostgreSQL and Redis for the clusters."""
    with ExitStack() as stack:
        yield Stores(stack)


@pytest.fixture(scope="session", params=MODES)
def installation(
    request: pytest.FixtureRequest, stores: Stores, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A running installation in each of the four shapes."""
    with running(request.param, stores, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(installation: Site) -> Site:
    """The installation, whole again whatever the test before took down."""
    installation.mend()
    return installation
