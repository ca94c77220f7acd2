"""How much is measured: usual, small (does the bench itself work?) or long."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """The sizes of one run."""

    name: str = "usual"
    posts: int = 6_000  # of a run with many in flight
    quiet_posts: int = 1_500  # of a run with few in flight
    audiences: tuple[int, ...] = (200, 1_000, 2_000, 5_000)  # sockets in one room
    crowd_posts: int = 512
    steady_seconds: float = 20.0
    idle_posts: int = 200
    connects: int = 1_000
    histories: tuple[int, ...] = (1_000, 100_000, 1_000_000)  # messages in one room
    room_posts: int = 3_000
    missed: int = 5_000
    pages: int = 100  # requests for one figure
    searches: int = 100
    exports: tuple[int, int] = (1_000, 100_000)  # messages in the shorter and the longer one
    imports: tuple[int, int] = (1_000, 100_000)  # the same of imports
    rooms: tuple[int, ...] = (1, 10, 100, 1_000)  # of one person
    visits: int = 100  # connects of that person
    turns: int = 3  # with and without each trick; the middle one counts


USUAL = Scale()
LONG = Scale(
    name="long",
    posts=20_000,
    steady_seconds=60.0,
    histories=(1_000, 100_000, 1_000_000, 10_000_000),
    exports=(100_000, 2_000_000),
    imports=(100_000, 1_000_000),
)
SMALL = Scale(
    name="small",
    posts=600,
    quiet_posts=150,
    audiences=(40, 100),
    crowd_posts=128,
    steady_seconds=2.0,
    idle_posts=30,
    connects=60,
    histories=(1_000, 10_000),
    room_posts=300,
    missed=500,
    pages=10,
    searches=5,
    exports=(1_000, 10_000),
    imports=(1_000, 10_000),
    rooms=(1, 10),
    visits=10,
    turns=1,
)
SCALES = {scale.name: scale for scale in (USUAL, LONG, SMALL)}
