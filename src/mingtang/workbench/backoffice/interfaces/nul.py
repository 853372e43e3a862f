"""Refuses requests with NUL characters: browsers never send them, and PostgreSQL stores none."""

from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

NUL = "\0"


class NulMiddleware:
    """Answers 400 to NUL characters in path, query and form.

    Views exempt from CSRF checks (the API) read their own bodies and answer their own errors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *arguments: object
    ) -> None:
        """Let a request through to its view.

        :raises BadRequest: it holds a NUL character.
        """
        if getattr(view, "csrf_exempt", False):
            return
        if address_holds_nul(request) or form_holds_nul(request):
            raise BadRequest("NUL character")


def address_holds_nul(request: HttpRequest) -> bool:
    """Tell whether path or query hold one."""
    return NUL in unquote(request.get_full_path())


def form_holds_nul(request: HttpRequest) -> bool:
    """Tell whether a posted form holds one in a name or a value."""
    if request.method != "POST":
        return False
    fields = request.POST.lists()
    return any(NUL in text for name, values in fields for text in (name, *values))
