"""The scanner, asked by its own protocol: a real clamd, and servers that break the protocol."""

import io
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileUse, add_scanner, admit_file, remove_scanner
from mingtang.ground.foundation.files.clamav import ClamAV, ScannerDown
from tests.ground.foundation.files.samples import SAMPLES, archive
from tests.harness import clamd


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A running clamd; the path of its socket has to be short."""
    with (
        tempfile.TemporaryDirectory(prefix="mt-clamd-") as folder,
        clamd.running(Path(folder)) as found,
    ):
        yield found


@pytest.mark.parametrize("content", [b"", b"x", bytes(1024 * 1024)])
def test_clamd_finds_nothing_in_what_is_clean(address: str, content: bytes) -> None:
    assert ClamAV(address)(io.BytesIO(content)) is None


@pytest.mark.parametrize(
    "content", [clamd.EICAR, archive({"附件.txt": clamd.EICAR})], ids=["plain", "archived"]
)
def test_clamd_finds_what_its_signatures_name(address: str, content: bytes) -> None:
    found = ClamAV(address)(io.BytesIO(content))

    assert found is not None
    assert found.code == "file.virus"
    assert "Mingtang.Test" in found.text


def test_clamd_that_takes_no_file_so_large_is_told_apart(address: str) -> None:
    found = ClamAV(address)(io.BytesIO(bytes(3 * clamd.STREAM_LIMIT)))

    assert found is not None
    assert found.code in {"file.scanner_limit", "file.scanner_down"}  # it may close before it says


def test_admit_file_asks_the_scanner_and_refuses(address: str) -> None:
    scanner = ClamAV(address)
    add_scanner(scanner)
    try:
        with pytest.raises(Refused) as refused:
            admit_file(io.BytesIO(clamd.EICAR), "说明.txt", FileUse.ATTACHMENT)
        assert admit_file(io.BytesIO(SAMPLES["pdf"]), "a.pdf", FileUse.ATTACHMENT)
    finally:
        remove_scanner(scanner)
    assert [reason.code for reason in refused.value.reasons] == ["file.virus"]
    assert admit_file(io.BytesIO(clamd.EICAR), "说明.txt", FileUse.ATTACHMENT), (
        "nobody is asked now"
    )


@contextmanager
def _server(answer: bytes) -> Iterator[str]:
    """A server on this machine that says the same to whatever comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = Thread(target=serve)
        thread.start()
        yield f"tcp:127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize("answer", [b"", b"UNKNOWN COMMAND\0", b"stream: Can't open file ERROR\0"])
def test_scanner_that_does_not_answer_as_it_should_lets_nothing_in(answer: bytes) -> None:
    with _server(answer) as address:
        found = ClamAV(address, patience=5)(io.BytesIO(b"x"))
    assert found is not None
    assert found.code == "file.scanner_down"


def test_scanner_that_is_not_there_lets_nothing_in() -> None:
    scanner = ClamAV("unix:/nonexistent/clamd.sock", patience=5)
    found = scanner(io.BytesIO(b"x"))

    assert found is not None
    assert found.code == "file.scanner_down"
    with pytest.raises(ScannerDown):
        scanner.ping()
    with _server(b"nonsense\0") as address, pytest.raises(ScannerDown, match="nonsense"):
        ClamAV(address, patience=5).ping()


@pytest.mark.parametrize("address", ["", "clamd", "unix:relative", "tcp:host", "tcp::3310", "x:/a"])
def test_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(ValueError, match="unix:"):
        ClamAV(address)
