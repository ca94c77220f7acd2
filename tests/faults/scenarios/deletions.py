"""P14: what was deleted stands in no output, byte by byte."""

import asyncio
import random
import re
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx

from tests.clients import Caller
from tests.faults.people import Observer
from tests.faults.report import Report
from tests.faults.scenarios.scenario import Run, scenario
from tests.faults.stage import Stage, staged

MESSAGES = 32  # every second one is deleted in the end
ADMIN_PAGES_MAX = 600  # of the admin that are looked at; more is a loop
READER = "observer0"  # a member of the room, who keeps and is named in what is said
LINK = re.compile(r'href="(/admin/[^"#]*|\?[^"#]*)"')

Output = tuple[str, bytes]


@dataclass
class Said:
    """A message, and the words that stand in it and nowhere else."""

    seq: int
    doomed: bool
    words: dict[str, str] = field(default_factory=dict)  # by where they stand
    files: list[str] = field(default_factory=list)


@scenario("P14", "deleted texts in any output")
async def deletions(run: Run, report: Report) -> None:
    """Everything that can be read is searched for every word of what was deleted."""
    dice = random.Random(run.seed)
    async with staged(run.stores, run.mode, run.seed) as stage:
        reader = Observer(stage.socket_urls, READER, random.Random(1), token=stage.tokens[READER])
        await reader.start()
        try:
            async with stage.caller("speaker0") as author, stage.caller("ann") as ann:
                said = [await spoken(stage, author, dice, n) for n in range(MESSAGES)]
                await kept(stage, said, ann)
                for one in said:
                    if one.doomed:
                        by = author if one.seq % 2 else ann
                        await done(by, "DELETE", f"{place(stage, one.seq)}")
            found, pages, size = Counter[str](), Counter[str](), 0
            late: list[str] = []
            async for output, text in outputs(stage, said, reader):
                pages[output] += 1
                size += len(text)
                for one in said:
                    for where, word in one.words.items():
                        if word.encode() in text:
                            found[output] += not one.doomed
                            late += [f"{where} {word} in {output}"] * one.doomed
        finally:
            await reader.stop()
    report.acked = report.heard = MESSAGES
    report.faults = sum(one.doomed for one in said)
    report.violations["deleted text"] = late
    report.violations["empty"] = [f"{name} holds no kept word" for name in pages if not found[name]]
    report.figures = {
        "plaintext of deleted messages found": len(late),
        "words of them searched for": sum(len(one.words) for one in said if one.doomed),
        "kinds of output": len(pages),
        "answers searched": pages.total(),
        "bytes": size,
        "kept words found": found.total(),
    }


def place(stage: Stage, seq: int, below: str = "") -> str:
    """The path of a message of the room."""
    return f"/rooms/{stage.rooms[0]}/messages/{seq}{below}"


async def done(caller: Caller, method: str, path: str, **options: object) -> httpx.Response:
    """A call that must succeed."""
    answer = await caller.call(method, path, **options)  # type: ignore[arg-type]
    assert answer.is_success, f"{method} {path}: {answer.text}"
    return answer


async def spoken(stage: Stage, author: Caller, dice: random.Random, number: int) -> Said:
    """Posts a message with a file, which names the reader, and edits it."""
    words = {
        name: f"{name}{dice.getrandbits(64):016x}" for name in ("former", "text", "file", "title")
    }
    file = (f"{words['title']}.txt", words["file"].encode(), "text/plain")
    upload = (await done(author, "POST", "/uploads", files={"file": file})).json()
    body = {
        "text": f"@{READER} {words['former']}",
        "client_id": str(uuid.UUID(int=dice.getrandbits(128))),
        "attachments": [upload["id"]],
    }
    posted = await done(author, "POST", f"/rooms/{stage.rooms[0]}/messages", json=body)
    one = Said(posted.json()["seq"], number % 2 == 0, words, [upload["id"]])
    text = {"text": f"@{READER} {words['text']}"}
    await done(author, "PATCH", place(stage, one.seq), json=text)
    return one


async def kept(stage: Stage, said: list[Said], ann: Caller) -> None:
    """Pins, keeps, answers in threads and reacts; a thread's replies go with it or without it."""
    async with stage.caller(READER) as reader:
        for one in said:
            await done(ann, "PUT", place(stage, one.seq, "/pin"))
            await done(reader, "PUT", place(stage, one.seq, "/bookmark"))
            reply = {"text": "a reply", "thread": one.seq, "client_id": str(uuid.uuid4())}
            await done(reader, "POST", f"/rooms/{stage.rooms[0]}/messages", json=reply)


async def outputs(stage: Stage, said: list[Said], reader: Observer) -> AsyncIterator[Output]:
    """Everything that can be read of the room, by the reader, the owner and the operator."""
    for name in (READER, "ann"):
        async with stage.caller(name) as caller:
            for kind, path in paths(stage, said, name):
                yield kind, (await caller.call("GET", path)).content
            for key in (key for one in said for key in one.files):
                yield "files", await fetched(stage, name, f"/files/{key}")
    yield "catch-up", await caught_up(stage)
    yield "export", (await asyncio.to_thread(stage.acts.act, "export")).encode()
    async for page in admin_pages(stage):
        yield "admin", page


def paths(stage: Stage, said: list[Said], name: str) -> list[tuple[str, str]]:
    """What REST tells of the room."""
    room = stage.rooms[0]
    first, last = said[0].seq, said[-1].seq
    found = [
        ("history", f"/rooms/{room}/messages?limit=100"),
        ("history", f"/rooms/{room}/messages?limit=100&after=0"),
        ("history", f"/rooms/{room}/messages?limit=100&before={last}"),
        ("history", f"/rooms/{room}/messages?limit=100&around={first}"),
        ("history", f"/rooms/{room}/messages?limit=100&roots=true"),
        ("pins", f"/rooms/{room}/pins"),
        ("search", f"/search?q=has:file&room={room}"),
    ]
    if name == READER:
        lists = ("bookmarks", "mentions", "threads")
        found += [(kind, f"/{kind}") for kind in lists]
    for one in said:
        found += [
            ("message", place(stage, one.seq)),
            ("revisions", place(stage, one.seq, "/revisions")),
            ("thread", place(stage, one.seq, "/thread")),
        ]
        found += [("search", f"/search?q={word}") for word in one.words.values()]
    return found


async def fetched(stage: Stage, name: str, path: str) -> bytes:
    """A file or page, as a program gets it."""
    headers = {"Authorization": f"Bearer {stage.tokens[name]}"}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as http:
        return (await http.get(f"{stage.urls[0]}{path}")).content


async def caught_up(stage: Stage) -> bytes:
    """What a socket is told that resumes from the room's beginning."""
    room = stage.rooms[0]
    newcomer = Observer(stage.socket_urls, READER, random.Random(1), token=stage.tokens[READER])
    newcomer.frames_kept = []
    await newcomer.start()
    try:
        newcomer.cursors[room] = (newcomer.cursors[room][0], 0)
        await newcomer._sync(room)
    finally:
        await newcomer.stop()
    return "\n".join(newcomer.frames_kept).encode()


async def admin_pages(stage: Stage) -> AsyncIterator[bytes]:
    """Every page of the admin that its pages lead to."""
    key = await asyncio.to_thread(stage.acts.act, "sign_in", user=stage.users["ann"])
    async with httpx.AsyncClient(
        base_url=stage.urls[0], cookies={"session": key}, timeout=30, trust_env=False
    ) as http:
        ahead, seen = ["/admin/"], {"/admin/"}
        while ahead:
            path = ahead.pop(0)
            answer = await http.get(path)
            yield answer.content
            for link in LINK.findall(answer.text):
                url = str(answer.url.join(link.replace("&amp;", "&")).raw_path.decode())
                if url not in seen and "logout" not in url and "?" not in url:
                    seen.add(url)
                    ahead.append(url)
            assert len(seen) < ADMIN_PAGES_MAX, "the admin has no end"
