"""Places outside this machine to which anchors go: another mount, a syslog server, a mailbox.

How far each place has got stands in a file beside the anchors; what could not be sent is sent later,
all of it and in order.
"""

import json
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from mingtang.spine.events.anchors import BrokenAnchor, anchor_path, parse_line, read_lines
from mingtang.spine.events.policies import instant_text

STATE = "deposits.json"
TIMEOUT = 10  # seconds
PRIORITY = 13 * 8 + 5  # log audit, notice (RFC 5424, section 6.2.1)
SYSLOG_PORT = 514
BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class UnknownPlace(ValueError):
    """A place that MINGTANG_ANCHOR_PLACES names and nobody can send to; the text names it."""


def places() -> list[str]:
    """Return the places as they are configured."""
    return [part.strip() for part in settings.EVENT_ANCHOR_PLACES.split(",") if part.strip()]


def file_of(place: str) -> Path | None:
    """Return the file of a place that is one."""
    parts = urlsplit(place)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def deposit_anchors(at: datetime) -> int:
    """Send to each place what it has not got; return how many places were sent something.

    :raises OSError: a place cannot be reached, after all others were tried.
    """
    if not places():
        return 0
    lines, state = _numbered(read_lines(anchor_path())), read_state()
    last = max(lines, default=0)
    count, problems = 0, []
    for place in places():
        sent = _sent(state, place)
        if last <= sent:
            continue
        try:
            _sender(place)(place, [line for number, line in lines.items() if number > sent])
        except OSError as error:  # smtplib's errors are some of these
            state[place] = {**state.get(place, {}), "error": f"{type(error).__name__}: {error}"}
            problems.append(f"{place}: {error}")
        else:
            state[place] = {"sent": last, "at": instant_text(at), "error": ""}
            count += 1
    if count or problems:
        _write_state(state)
    if problems:
        raise OSError("; ".join(problems))
    return count


def read_state() -> dict[str, dict[str, object]]:
    """Return how far each place has got: `sent`, `at` and the latest `error`, by place."""
    try:
        found: dict[str, dict[str, object]] = json.loads(_state_path().read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _numbered(lines: Sequence[str]) -> dict[int, str]:
    """Return the lines that are anchors by their number."""
    found = {}
    for line in lines:
        with suppress(BrokenAnchor):  # what is wrong with the file is told by the verification
            found[parse_line(line)[0].number] = line
    return found


def _sent(state: dict[str, dict[str, object]], place: str) -> int:
    sent = state.get(place, {}).get("sent", 0)
    return sent if isinstance(sent, int) else 0


def _state_path() -> Path:
    return anchor_path().with_name(STATE)


def _write_state(state: dict[str, dict[str, object]]) -> None:
    path = _state_path()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(state, ensure_ascii=False, indent=2), "utf-8")
    draft.chmod(0o600)
    draft.replace(path)


def _sender(place: str) -> Callable[[str, Sequence[str]], None]:
    try:
        return {
            "file": _to_file,
            "syslog": _to_syslog,
            "syslog+tcp": _to_syslog,
            "mailto": _to_mailbox,
        }[urlsplit(place).scheme]
    except KeyError:
        raise UnknownPlace(
            f"MINGTANG_ANCHOR_PLACES: 不认识 {place}，请用 file:///路径、syslog://主机:端口、"
            "syslog+tcp://主机:端口 或 mailto:邮箱"
        ) from None


def check_places() -> None:
    """Refuse places that nobody can send to.

    :raises UnknownPlace: naming the first.
    """
    for place in places():
        _sender(place)


def _to_file(place: str, lines: Sequence[str]) -> None:
    path = file_of(place)
    assert path is not None
    # The folder is not made: an empty mount point would quietly take what was meant for the mount.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def _to_syslog(place: str, lines: Sequence[str]) -> None:
    """Send by UDP, or by TCP with the length in front.

    Source: RFC 5424, section 6; RFC 5426; RFC 6587, section 3.4.1.
    """
    parts = urlsplit(place)
    packets = [_packet(line) for line in lines]
    if parts.scheme == "syslog":
        family, kind, _, _, address = _address(parts, socket.SOCK_DGRAM)
        with socket.socket(family, kind) as server:
            for packet in packets:
                server.sendto(packet, address)
        return
    target = (parts.hostname or "", parts.port or SYSLOG_PORT)
    with socket.create_connection(target, timeout=TIMEOUT) as server:
        server.sendall(b"".join(f"{len(packet)} ".encode() + packet for packet in packets))


def _address(
    parts: SplitResult, kind: socket.SocketKind
) -> tuple[int, int, int, str, tuple[str, int]]:
    found = socket.getaddrinfo(parts.hostname, parts.port or SYSLOG_PORT, type=kind)
    return found[0]  # type: ignore[return-value] # as it was asked for


def _packet(line: str) -> bytes:
    written_at = parse_line(line)[0].written_at
    host = socket.gethostname() or "-"
    return f"<{PRIORITY}>1 {written_at} {host} mingtang - anchor - {line}".encode()


def _to_mailbox(place: str, lines: Sequence[str]) -> None:
    last = parse_line(lines[-1])[0].number
    message = EmailMessage(
        subject=f"明堂：第 {last} 个锚",
        body="\n".join(lines) + "\n",
        to=[unquote(urlsplit(place).path)],
        connection=get_connection(BACKEND, timeout=TIMEOUT),
    )
    message.send()
