"""The reader of PostgreSQL's log, and several traces read as one, on small ones written here."""

from tests.faults import wal
from tests.faults.test_trace import SAID, hexed
from tests.faults.trace import Disk, merged

SEGMENT = "/data/pg_wal/000000010000000000000001"
DUMP = """\
rmgr: Heap        len (rec/tot):     59/    59, tx:        742, lsn: 0/01000100, prev 0/010000C0, \
desc: INSERT off 2 flags 0x00, blkref #0: rel 1663/5/16384 blk 0
rmgr: Heap        len (rec/tot):     59/    59, tx:        743, lsn: 0/01000140, prev 0/01000100, \
desc: INSERT off 3 flags 0x00, blkref #0: rel 1663/5/16384 blk 0
rmgr: Transaction len (rec/tot):     34/    34, tx:        742, lsn: 0/01000180, prev 0/01000140, \
desc: COMMIT 2026-11-24 20:00:00.000000 UTC; subxacts: 750 751
rmgr: Transaction len (rec/tot):     34/    34, tx:        743, lsn: 0/010001A8, prev 0/01000180, \
desc: ABORT 2026-11-24 20:00:00.000000 UTC
rmgr: Standby     len (rec/tot):     50/    50, tx:          0, lsn: 0/010001D0, prev 0/010001A8, \
desc: RUNNING_XACTS nextXid 744
"""
LOG = wal.Log.read(DUMP.splitlines())


def write(at: float, text: str, seconds: float = 0.1) -> str:
    return (
        f'1 {at:.6f} pwrite64(5<{SEGMENT}>, "{hexed(text)}", {len(text)}, 0)'
        f" = {len(text)} <{seconds:.6f}>"
    )


def sync(at: float, seconds: float) -> str:
    return f"1 {at:.6f} fdatasync(5<{SEGMENT}>) = 0 <{seconds:.6f}>"


def ack(at: float) -> str:
    return f"{SAID.replace(' 3.0 ', f' {at:.6f} ')} <0.000100>"


def certain(store: list[str], chat: list[str]) -> list[bool]:
    """At each ack, whether the text was certainly on disk."""
    disk = Disk({SEGMENT: bytearray()})
    return [disk.holds(b"hello") for _ in disk.read(merged(store, chat))]


def test_places_of_the_log_are_read_and_found_in_their_segments() -> None:
    at = wal.place("3/1C2A5B40")
    segment = wal.Segment.holding(at)
    assert segment.name == "00000001000000030000001C"
    assert at - segment.start == 0x2A5B40
    names = [one.name for one in wal.Segment.since(wal.place("0/FF000028"))]
    assert names[:2] == ["0000000100000000000000FF", "000000010000000100000000"]


def test_a_text_is_as_safe_as_the_commit_of_its_transaction() -> None:
    assert LOG.stretch(0x1000120) == (0x1000100, 0x10001A8)


def test_what_was_rolled_back_has_no_commit() -> None:
    assert LOG.stretch(0x1000150) is None


def test_what_stands_before_the_first_record_has_none() -> None:
    assert LOG.stretch(0x1000000) is None


def test_a_savepoint_commits_with_what_it_lies_in() -> None:
    assert LOG.commits[742] == LOG.commits[750] == LOG.commits[751]


def test_a_stretch_may_go_over_the_end_of_a_segment() -> None:
    images = {0: bytes(wal.SEGMENT_BYTES - 2) + b"ab", wal.SEGMENT_BYTES: b"cd"}
    end = wal.SEGMENT_BYTES
    assert wal.cut(images, end - 2, end + 2) == b"abcd"
    assert [*wal.places(b"ab", images)] == [end - 2]


def test_an_ack_during_a_sync_of_another_process_came_before_its_end() -> None:
    store = [write(1.0, "hello"), sync(2.0, 0.5)]
    assert certain(store, [ack(2.3), ack(2.6)]) == [False, True]


def test_a_write_that_ended_after_the_sync_began_is_not_covered_by_it() -> None:
    syncs = [sync(2.0, 0.1).replace("1 ", "2 ", 1), sync(3.0, 0.1)]
    assert certain(syncs, [write(1.0, "hello", 1.5), ack(2.7), ack(3.2)]) == [False, True]


def test_calls_that_were_written_in_two_lines_keep_their_times() -> None:
    begun = f"1 2.000000 fdatasync(5<{SEGMENT}> <unfinished ...>"
    ended = "1 2.500000 <... fdatasync resumed>) = 0 <0.500000>"
    assert certain([write(1.0, "hello"), begun, ended], [ack(2.3), ack(2.6)]) == [False, True]
