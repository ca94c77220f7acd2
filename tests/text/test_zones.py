"""Time zones are those that browsers know, too."""

import pytest

from chat.protocol.errors import ChatError
from chat.text.zones import check_zone, zones


def test_every_zone_that_may_be_chosen_is_taken() -> None:
    assert {"Europe/Berlin", "America/Argentina/Ushuaia", "Asia/Kolkata", "UTC"} <= set(zones())
    assert [check_zone(name) for name in zones()] == list(zones())


@pytest.mark.parametrize("name", ["", "localtime", "right/UTC", "Etc/../UTC", "Europe/", "a" * 64])
def test_what_is_none_is_refused(name: str) -> None:
    with pytest.raises(ChatError, match="not a time zone"):
        check_zone(name)
