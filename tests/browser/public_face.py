"""The public face and the office in one live server, selected by host, without another process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mingtang.faces.public.server import DYNAMIC, SiteServer

PUBLIC_HOST = "www.mingzhou.localhost"
MIDDLEWARE = f"{__name__}.by_host"
_OWN_HEADERS = {"content-length", "content-encoding"}
Answer = Callable[[HttpRequest], HttpResponse]


def by_host(answer: Answer) -> Answer:
    """Route requests to the public host to the public URLs or the server of published files."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.get_host().partition(":")[0] != PUBLIC_HOST:
            return answer(request)
        if request.path.startswith(DYNAMIC):
            request.urlconf = "mingtang.wiring.config.public_urls"  # type: ignore[attr-defined]
            return answer(request)
        return _published(request)

    return middleware


def _published(request: HttpRequest) -> HttpResponse:
    told: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=int(status[:3]), headers=headers)

    environ = {key: value for key, value in request.META.items() if key != "HTTP_ACCEPT_ENCODING"}
    server = SiteServer(Path(settings.PUBLISH_ROOT), lambda environ, start: [b""])
    response = HttpResponse(b"".join(server(environ, start)), status=told["status"])
    for name, value in told["headers"]:
        if name.lower() not in _OWN_HEADERS:
            response[name] = value
    return response
