"""What is said in the demonstration, in order."""

from dataclasses import dataclass

Reactions = tuple[tuple[str, tuple[str, ...]], ...]  # emoji, who


@dataclass(frozen=True, slots=True)
class Line:
    """Something somebody says; ``key`` names it so that others can answer ``to`` it."""

    by: str
    text: str
    key: str = ""
    to: str = ""
    reactions: Reactions = ()
    edited: str = ""  # the text it is replaced by
    deleted: bool = False


LOUNGE = (
    Line("ann", "Good morning everyone, and welcome @eve — this is where we all meet."),
    Line(
        "eve",
        "Thank you! The ferry was late but the view was worth it.",
        reactions=(
            ("👋", ("ann", "bob", "ines", "jonas")),
            ("⛴️", ("tomasz",)),
        ),
    ),
    Line("jonas", "The ferry is always late. The view is always worth it."),
    Line(
        "bob",
        "Soup today is lentil. I repeat: **lentil**.",
        key="soup",
        reactions=(
            ("🍲", ("ines", "mod", "priya")),
            ("🎉", ("jonas",)),
        ),
    ),
    Line("ines", "Is there a version without celery?", to="soup"),
    Line("bob", "There is now, a small pot on the left.", to="soup", reactions=(("❤️", ("ines",)),)),
    Line(
        "mod",
        "Please keep the loading bay free between 10 and 12: the whale jaw arrives.",
        edited="Please keep the loading bay free between 9 and 12: the whale jaw arrives.",
    ),
    Line("tomasz", "I parked there. Moving the van now.", reactions=(("🙏", ("mod",)),)),
    Line("jonas", "Wrong room, sorry.", deleted=True),
    Line("robo", "High water at **14:52**, 3.1 m. The quay path stays open."),
    Line("priya", "Slides from yesterday's talk: https://harbour.example/talks/tides-and-clocks"),
    Line("eve", "That was a lovely talk. Who drew the maps?"),
    Line("ines", "I did, with far too much coffee.", reactions=(("☕", ("eve", "ann", "bob")),)),
    Line(
        "ann",
        "Reminder: keys go back into the blue box tonight, not the red one. The red one is a lamp.",
    ),
)

TIDES = (
    Line(
        "ines",
        "Floor plan, third try:\n\n1. entrance with the tide clock\n2. the whale jaw\n"
        "3. sound room\n4. maps, and a way out past the shop",
        key="plan",
        reactions=(("👍", ("ann", "tomasz", "priya")),),
    ),
    Line("tomasz", "Could 2 and 3 change places? The jaw needs the taller door.", to="plan"),
    Line("ines", "How tall is it on its stand?", to="plan"),
    Line("tomasz", "2.84 m. The door of the sound room is 2.60.", to="plan"),
    Line("ines", "Then they change places.", to="plan", reactions=(("✅", ("tomasz", "ann")),)),
    Line("bob", "Labels for room one are printed. I found one typo, of course after printing."),
    Line("ann", "Which one?"),
    Line(
        "bob",
        "> The moon pulls the see\n\nI would quite like to keep it.",
        reactions=(("😂", ("ann", "ines", "tomasz", "priya")),),
    ),
    Line(
        "priya",
        "Insurance for the loan from Bergen is signed. @ines you can unpack crate 7.",
        reactions=(("🎉", ("ines", "ann")),),
    ),
    Line("ines", "Unpacking! Photos when I have found the knife."),
    Line("robo", "Climate in the depot: 19.4 °C, 48 % humidity. Within limits for 12 days."),
)

WEBSITE = (
    Line(
        "tomasz",
        "The ticket page counts the last seat twice when two people pay at once.",
        key="seat",
    ),
    Line("priya", "We read the number and write it later, so both see one seat.", to="seat"),
    Line(
        "tomasz",
        "This does it in one step:\n\n```python\ntaken = (\n    Seat.objects\n"
        "    .filter(show=show, buyer=None)[:1]\n    .select_for_update(skip_locked=True)"
        "\n)\n```",
        to="seat",
        reactions=(("🚀", ("priya", "jonas")),),
    ),
    Line(
        "priya",
        "With `skip_locked` the second one gets the next seat instead of waiting. Nice.",
        to="seat",
    ),
    Line(
        "jonas",
        "Opening hours for March are in. Sunday now ends at six.",
        edited="Opening hours for March are in. Sunday now ends at half past six.",
    ),
    Line("bob", "The page with the school programme reads well on my phone, except the table."),
    Line(
        "tomasz",
        "| day | group | room |\n|---|---|---|\n| Mon | 3a | sound |\n| Tue | 4b | maps |"
        "\n\nThis one? It scrolls sideways now.",
        reactions=(("👌", ("bob",)),),
    ),
    Line("robo", "Deployed `a41f9c2` to the test machine: 214 checks passed, 0 failed."),
    Line("ann", "~~Friday~~ Thursday is the day we go live. @tomasz @priya does that hold?"),
    Line("priya", "It holds."),
    Line("tomasz", "It holds, if nobody parks in the loading bay. :sweat_smile:"),
)

BOARD = (
    Line("ann", "The city answered: the grant is extended to 2028."),
    Line("priya", "In writing?"),
    Line(
        "ann", "In writing, with a stamp and a coffee stain.", reactions=(("🎉", ("priya", "mod")),)
    ),
    Line("mod", "Then we should tell the others before the newspaper does."),
    Line("ann", "On Thursday, in #lounge, with cake."),
)

DIRECT_TALK = (
    Line("ann", "Would you open the doors on the first of March? You know every light switch."),
    Line("bob", "With pleasure. Do I have to hold a speech?"),
    Line("ann", "Two sentences and the tide clock does the rest."),
    Line("bob", "Then yes. 🌊", reactions=(("💙", ("ann",)),)),
)

TALK = {"lounge": LOUNGE, "tides": TIDES, "website": WEBSITE, "board": BOARD}
