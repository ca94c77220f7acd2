"""The reader of traces, on small ones written here."""

from tests.faults.trace import Disk

LOG, OTHER = "/data/chat.sqlite3-wal", "/data/other"
ACK = '{"type":"ack","ref":"1","room":3,"seq":7}'


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def write(text: str, at: int = 0, *, pid: int = 1, fd: int = 5, file: str = LOG) -> str:
    return f'{pid} 1.0 pwrite64({fd}<{file}>, "{hexed(text)}", {len(text)}, {at}) = {len(text)}'


def sync(result: str = "0", *, pid: int = 1, fd: int = 5, file: str = LOG) -> str:
    return f"{pid} 2.0 fdatasync({fd}<{file}>) = {result}"


SAID = f'9 3.0 sendto(8<TCP:[1]>, "{hexed(ACK)}", 44, 0, NULL, 0) = 44'
BEGUN = f"1 2.0 fdatasync(5<{LOG}> <unfinished ...>"
ENDED = "1 2.5 <... fdatasync resumed>) = 0"
FAILED = "1 2.5 <... fdatasync resumed>) = -1 EIO (Input/output error)"


def certain(*lines: str, text: str = "hello") -> list[bool]:
    """At each ack, whether the text was certainly on disk."""
    disk = Disk({LOG: bytearray(), OTHER: bytearray()})
    found = []
    for left in disk.read(lines):
        assert left.acks == ((3, 7),)
        found.append(disk.holds(text.encode()))
    assert found, "no ack in the trace"
    return found


def test_what_was_written_and_synced_is_certain() -> None:
    assert certain(SAID, write("hello"), SAID, sync(), SAID) == [False, False, True]


def test_a_write_during_a_sync_is_not_covered_by_it() -> None:
    late = write("hello", pid=2)
    assert certain(write("first"), BEGUN, late, ENDED, SAID, sync(), SAID) == [False, True]


def test_a_write_that_ended_after_a_sync_began_is_not_covered() -> None:
    half = f'2 1.0 pwrite64(6<{LOG}>, "{hexed("hello")}", 5, 0 <unfinished ...>'
    rest = "2 2.2 <... pwrite64 resumed>) = 5"
    assert certain(half, BEGUN, rest, ENDED, SAID, sync(), SAID) == [False, True]


def test_a_sync_counts_from_its_end() -> None:
    assert certain(write("hello"), BEGUN, SAID, ENDED, SAID) == [False, True]


def test_a_sync_of_another_file_covers_nothing() -> None:
    assert certain(write("hello"), sync(file=OTHER), SAID) == [False]


def test_a_sync_through_another_descriptor_of_the_file_covers_it() -> None:
    assert certain(write("hello", fd=5), sync(fd=11, pid=4), SAID) == [True]


def test_a_failed_sync_covers_nothing_and_no_later_one_makes_up_for_it() -> None:
    eio = "-1 EIO (Input/output error)"
    assert certain(write("hello"), sync(eio), SAID, sync(), SAID) == [False, False]
    assert certain(write("hello"), BEGUN, FAILED, sync(), SAID) == [False]
    assert certain(write("hello"), sync(eio), write("hello"), sync(), SAID) == [True]


def test_a_sync_of_another_thread_may_end_later() -> None:
    mine = sync(pid=3)
    assert certain(BEGUN, write("hello", pid=3), mine, SAID, ENDED, SAID) == [True, True]


def test_a_write_of_which_only_a_part_was_taken_is_a_part() -> None:
    short = write("hello").replace("= 5", "= 4")
    assert certain(short, sync(), SAID) == [False]
    assert certain(short, sync(), SAID, text="hell") == [True]


def test_what_was_cut_off_is_gone_once_that_is_synced() -> None:
    cut = f"1 2.0 ftruncate(5<{LOG}>, 2) = 0"
    assert certain(write("hello"), sync(), cut, SAID, sync(), SAID) == [True, False]


def test_a_write_replaces_what_was_there() -> None:
    lines = (write("hello"), sync(), write("j", at=0), SAID, sync(), SAID)
    assert certain(*lines) == [True, False]
    assert certain(*lines, text="jello") == [False, True]


def test_paths_in_hexadecimal_are_the_same_paths() -> None:
    assert certain(write("hello", file=hexed(LOG)), sync(), SAID) == [True]


def test_an_ack_in_pieces_of_one_call_is_heard() -> None:
    parts = (
        f'[{{iov_base="{hexed(ACK[:9])}", iov_len=9}}, {{iov_base="{hexed(ACK[9:])}", iov_len=35}}]'
    )
    vector = f"9 3.0 writev(8<TCP:[1]>, {parts}, 2) = 44"
    assert certain(write("hello"), sync(), vector) == [True]
