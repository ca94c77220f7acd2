"""Only the public internet is open, whatever an address looks like."""

import pytest

from chat.delivery.addresses import is_open
from chat.delivery.refusal import Refusal
from chat.delivery.targets import Target, target_of
from tests.delivery.vectors import CLOSED


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_inside_is_closed(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111"]
)
def test_a_public_address_is_open(address: str) -> None:
    assert is_open(address)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://page.example", Target("http", "page.example", 80, "/")),
        ("HTTPS://Page.Example:443/A?b=c#d", Target("https", "page.example", 443, "/A?b=c")),
        ("https://münchen.de/größe", Target("https", "xn--mnchen-3ya.de", 443, "/gr%C3%B6%C3%9Fe")),
        ("https://m%C3%BCnchen.de/", Target("https", "xn--mnchen-3ya.de", 443, "/")),
        ("https://straße.de/a%20b", Target("https", "xn--strae-oqa.de", 443, "/a%20b")),
        ("https://[2606:4700::1111]/", Target("https", "2606:4700::1111", 443, "/")),
        ("https://1.1.1.1/@ann", Target("https", "1.1.1.1", 443, "/@ann")),
    ],
)
def test_a_page_is_asked_for_where_it_is(url: str, target: Target) -> None:
    assert target_of(url) == target


def test_a_redirect_leads_from_where_one_is() -> None:
    here = target_of("https://page.example/a/b?c")
    assert here.beyond("../d?e").path == "/d?e"
    assert here.beyond("//other.example").host == "other.example"
    assert target_of("http://page.example/").beyond("https://page.example/").port == 443
    assert target_of("https://[2606:4700::1111]/a").beyond("/b").host == "2606:4700::1111"


def test_a_redirect_does_not_lead_from_https_down_to_http() -> None:
    with pytest.raises(Refusal, match="from https to http"):
        target_of("https://page.example/").beyond("http://page.example/")
