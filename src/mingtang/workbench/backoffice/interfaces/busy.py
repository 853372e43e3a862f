"""Tells a person that the office has too much to do at this moment, and what to do about it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingtang.institution.organization.interfaces.hashing import HashingBusy

RETRY_SECONDS = 5


class BusyMiddleware:
    """Answers 503 where passwords cannot be checked now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for what is refused because of load; all else goes on."""
        if not isinstance(error, HashingBusy):
            return None
        context = {"page_title": "系统繁忙", "path": request.path}
        response = render(request, "desk/busy.html", context, status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
