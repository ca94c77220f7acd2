"""Judges races by the ledger alone: what stands in it after the end of its right is a violation."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Line = tuple[int, str, int, Mapping[str, Any]]  # number, command, actor, fields
Cell = tuple[str, str, str]  # command, door, right

#: Without a line in the ledger: a repeat changed nothing, the others were turned away as a load.
PROVES_NOTHING = ("done", "unavailable", "busy", "rate_limited")
#: What promises that nothing was stored; not so after a try whose outcome nobody knows, for it
#: may have been carried out, and whom the first try removed the second does not find.
REFUSED = ("forbidden", "not_found", "unauthenticated", "archived")


@dataclass
class Verdict:
    """What became of all races."""

    first: Counter[Cell] = field(default_factory=Counter)  # written before the right ended
    refused: Counter[Cell] = field(default_factory=Counter)  # the right ended before
    late: list[str] = field(default_factory=list)
    phantom: list[str] = field(default_factory=list)
    endless: list[str] = field(default_factory=list)

    @property
    def races(self) -> int:
        """How many races had an outcome."""
        return self.first.total() + self.refused.total() + len(self.late)

    def one_sided(self) -> list[str]:
        """Cells in which not both orders happened: they have proved nothing."""
        return [
            f"{command} by {door} against {right}: written {self.first[cell]},"
            f" refused {self.refused[cell]}"
            for cell in sorted(self.first.keys() | self.refused.keys())
            for command, door, right in [cell]
            if not (self.first[cell] and self.refused[cell])
        ]


def lines_of(rows: Iterable[Sequence[Any]]) -> list[Line]:
    """The lines of the ledger, in the order of the commits."""
    return [(row[0], row[1], row[2], json.loads(row[3])) for row in rows]


def judged(lanes: Iterable[Mapping[str, Any]], lines: Iterable[Line]) -> Verdict:
    """Compares every lane with the ledger."""
    verdict = Verdict()
    by_actor: dict[tuple[str, int], list[Line]] = defaultdict(list)
    by_command: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_actor[line[1], line[2]].append(line)
        by_command[line[1]].append(line)
    for lane in lanes:
        end = place(lane["end"], (x for x in by_command[lane["end"]["command"]]
                                  if x[2] != lane["user"]))  # fmt: skip
        if end is None:
            verdict.endless.append(f"{lane['right']} of {lane['user']} did not commit")
            continue
        for write in lane["writes"]:
            at = place(write, by_actor[write["command"], lane["user"]])
            decide(verdict, lane, write, at, end)
    return verdict


def decide(
    verdict: Verdict, lane: Mapping[str, Any], write: Mapping[str, Any], at: int | None, end: int
) -> None:
    """Puts one race into the verdict."""
    cell = (write["command"], write["door"], lane["right"])
    named = f"{write['command']} by {write['door']} against {lane['right']}, lane {lane['user']}"
    if at is None:
        if write.get("code") not in PROVES_NOTHING:
            verdict.refused[cell] += 1
        return
    if at > end:
        verdict.late.append(f"{named}: committed at {at}, the right had ended at {end}")
    else:
        verdict.first[cell] += 1
    if write.get("code") in REFUSED and not write.get("unsure"):
        verdict.phantom.append(f"{named}: refused with {write['code']}, and committed")


def place(what: Mapping[str, Any], lines: Iterable[Line]) -> int | None:
    """The number of the line that says this, if there is one. An upload is known by its name."""
    said = what["fields"]
    wanted = {"name": said["name"]} if what["command"] == "AddUpload" else said
    for number, command, _, fields in lines:
        if command == what["command"] and all(fields.get(k) == v for k, v in wanted.items()):
            return number
    return None
