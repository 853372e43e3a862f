"""Asking a virus scanner: the daemon of ClamAV, over its own protocol.

Source: clamd(8), commands zINSTREAM and zPING.
"""

import socket
import struct
from typing import BinaryIO

from mingtang.ground.foundation.decisions import Reason

PIECE = 128 * 1024
PATIENCE = 60.0  # seconds without an answer
_UNREACHABLE = Reason(
    "file.scanner_down",
    "病毒检查程序没有应答，文件暂时不能上传或发布，请稍后再试，并告知系统管理员",
)
_TOO_LARGE = Reason(
    "file.scanner_limit",
    "文件超过病毒检查程序允许的大小，请拆分后再上传，或请系统管理员调大 clamd 的 StreamMaxLength",
)


class ScannerDown(Exception):
    """The daemon does not answer, or not as it should; the text is what it said."""


class ClamAV:
    """A daemon at `unix:/path` or `tcp:host:port`."""

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        scheme, _, rest = address.partition(":")
        host, _, port = rest.rpartition(":")
        if scheme == "unix" and rest.startswith("/"):
            self._place: str | tuple[str, int] = rest
        elif scheme == "tcp" and host and port.isdigit():
            self._place = (host.strip("[]"), int(port))
        else:
            raise ValueError(f"地址 {address!r} 不正确，应为 unix:/路径 或 tcp:主机:端口。")
        self._patience = patience

    def __call__(self, source: BinaryIO) -> Reason | None:
        """Return why a file may not come in: a virus was found, or nobody can say. None if clean."""
        try:
            answer = self._scan(source)
        except (OSError, ScannerDown):
            return _UNREACHABLE
        if answer.endswith("OK"):
            return None
        if answer.endswith("FOUND"):
            name = answer.removeprefix("stream:").removesuffix("FOUND").strip()
            return Reason("file.virus", f"文件含有病毒（{name[:80]}），不能使用，请查杀后再上传")
        return _TOO_LARGE if "size limit exceeded" in answer else _UNREACHABLE

    def ping(self) -> None:
        """Ask whether the daemon is there.

        :raises ScannerDown: it is not.
        """
        try:
            with self._connection() as connection:
                connection.sendall(b"zPING\0")
                answer = _line(connection)
        except OSError as error:
            raise ScannerDown(str(error)) from error
        if answer != "PONG":
            raise ScannerDown(answer)

    def _scan(self, source: BinaryIO) -> str:
        with self._connection() as connection:
            connection.sendall(b"zINSTREAM\0")
            try:
                while piece := source.read(PIECE):
                    connection.sendall(struct.pack("!I", len(piece)) + piece)
                connection.sendall(struct.pack("!I", 0))
            except (
                BrokenPipeError,
                ConnectionResetError,
            ):  # it has said why and closed: larger than it takes
                pass
            return _line(connection)

    def _connection(self) -> socket.socket:
        if isinstance(self._place, tuple):
            return socket.create_connection(self._place, timeout=self._patience)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self._patience)
        try:
            connection.connect(self._place)
        except OSError:
            connection.close()
            raise
        return connection


def _line(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096:
        piece = connection.recv(4096)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()
