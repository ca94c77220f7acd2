"""The language of a socket: hello says it, refusals are told in it."""

from tests.house import House


def test_a_hello_says_in_which_language_refusals_are_told(house: House) -> None:
    bob = house.connect("bob", hello=False)
    typing = {"type": "typing", "room": 999}
    assert bob.ask(typing)["message"] == "There is no such room, or you may not see it."
    bob.ask({"type": "hello", "language": "de-AT"})
    german = bob.ask(typing)
    assert german["message"] == "Das gibt es nicht, oder du darfst es nicht sehen (Raum)."
    assert german["code"] == "not_found"
    bob.ask({"type": "hello", "language": "tlh"})
    assert bob.ask(typing)["message"] == "There is no such room, or you may not see it."
