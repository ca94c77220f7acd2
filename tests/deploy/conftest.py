"""Balancers with two processes behind them, and clients that trust their certificate."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.deploy.balancers import Balancer, HAProxy, Nginx
from tests.deploy.installation import Installation, installed
from tests.services import Redis

logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each call would bury a failure


@pytest.fixture(scope="module", params=[Nginx, HAProxy], ids=["nginx", "haproxy"])
def balanced(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Balancer]]:
    """An installation that people reach through a balancer alone."""
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        folder = tmp_path_factory.mktemp("site")
        front = request.param
        site = stack.enter_context(installed(folder, redis.url, front))
        balancer = site.balancer
        assert balancer is not None
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("SSL_CERT_FILE", str(balancer.chain))  # whom the WebSocket clients trust
        yield site, balancer


@pytest.fixture
def site(balanced: tuple[Installation, Balancer]) -> Installation:
    """The installation, both processes up."""
    balanced[0].mend()
    return balanced[0]


@pytest.fixture
def balancer(balanced: tuple[Installation, Balancer]) -> Balancer:
    """What stands before it."""
    return balanced[1]
