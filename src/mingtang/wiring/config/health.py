"""The address by which a watcher sees whether this installation works (健康检查)."""

import hmac
import threading
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from mingtang.wiring.config import heartbeat
from mingtang.wiring.config.database_checks import corruption, lost_file
from mingtang.wiring.config.ports import UNWELL, WELL
from mingtang.wiring.config.spaces import LITTLE, spaces

LOOPBACK = frozenset({"127.0.0.1", "::1"})
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
_FRESH_SECONDS = 2.0


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer `ok`, or 503 with what is wrong; the particulars are told to this machine alone."""
    problems = _latest.read()
    if not problems:
        return HttpResponse(WELL, content_type="text/plain")
    told = problems if may_read(request) else []
    text = "\n".join([UNWELL, *told])
    answer = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


def may_read(request: HttpRequest) -> bool:
    """Tell whether a request comes from this machine itself, or shows the token.

    A request that a server on this machine passed on comes from elsewhere.
    """
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = settings.METRICS_TOKEN
    if token and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    is_passed_on = any(header in request.META for header in _FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not is_passed_on


def problems() -> list[str]:
    """Return what is wrong, a Chinese sentence each."""
    return [*_database_problems(), *_worker_problems(), *_space_problems()]


def _database_problems() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM django_content_type LIMIT 1")
            cursor.fetchone()
    except (DatabaseError, OSError) as error:
        words = str(error).strip().splitlines()
        return [f"数据库不能使用：{words[0] if words else type(error).__name__}"]
    if lost := lost_file():
        return [f"数据库文件不见了：{lost}。请停止服务，找回文件后再启动"]
    if found := corruption():
        return [f"数据库文件已损坏：{found}"]
    return []


def _worker_problems() -> list[str]:
    beats = heartbeat.beats()
    if all(beat.is_slow for beat in beats):
        return ["没有后台任务进程在运行"]
    return [
        f"后台任务进程 {beat.worker} 已 {beat.age:.0f} 秒没有动静，停在 {beat.job}"
        for beat in beats
        if beat.age > heartbeat.STALE_SECONDS
    ]


def _space_problems() -> list[str]:
    return [f"{name}所在磁盘已满" for name, free in spaces().items() if free < LITTLE]


class _Latest:
    """The answer of a moment ago, so that many who ask cost no more than one."""

    def __init__(self, look: Callable[[], Sequence[str]]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._until = 0.0
        self._found: Sequence[str] = ("正在检查",)

    def read(self) -> Sequence[str]:
        """Look again when it is time; while another looks, the answer before it holds."""
        if time.monotonic() >= self._until and self._lock.acquire(blocking=not self._until):
            try:
                if time.monotonic() >= self._until:
                    self._found = self._look()
                    self._until = time.monotonic() + _FRESH_SECONDS
            finally:
                self._lock.release()
        return self._found

    def forget(self) -> None:
        """Look again next time."""
        self._until = 0.0


_latest = _Latest(problems)
