"""The door of every office screen: who is not signed in is led to the sign-in page.

What they had typed is kept for them first, if the form was one that we gave to them.
"""

from collections.abc import Callable, Iterable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver
from django.views.decorators.cache import never_cache
from wagtail.users.models import UserProfile

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.forms import keep_form
from mingtang.workbench.backoffice.form_keys import FIELD, read_form_key
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.interfaces.nul import form_holds_nul

View = Callable[..., HttpResponseBase]


def office_only(view: View) -> View:
    """Let signed-in, active people through; keep what others had typed and lead them to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if isinstance(request.user, Person) and request.user.is_active:
            UserProfile(
                user=request.user
            )  # what the shell would ask for: no person has one of their own
            return view(request, *args, **kwargs)
        if wants_no_page(request):
            return JsonResponse({"detail": "登录已失效，请重新登录。"}, status=401)
        if keep_what_was_typed(request):
            messages.info(request, "登录已失效。您填写的内容已暂存，登录后会自动恢复。")
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))

    return never_cache(guarded)


def office_patterns(
    patterns: Iterable[URLPattern | URLResolver],
) -> list[URLPattern | URLResolver]:
    """Put the door in front of every route."""
    return list(_guarded(patterns))


def keep_what_was_typed(request: HttpRequest) -> bool:
    """Keep a posted form for the person it was given to; tell whether anything was kept."""
    if request.method != "POST" or form_holds_nul(request):
        return False
    key = read_form_key(request.POST.get(FIELD, ""))
    if key is None or not key.belongs_to(key.person_id, request.path):
        return False
    if not Person.objects.filter(pk=key.person_id, is_active=True).exists():
        return False
    return keep_form(
        person_id=key.person_id, at=moment(), path=request.path, fields=request.POST.copy()
    )


def wants_no_page(request: HttpRequest) -> bool:
    """Tell whether a script asks, which cannot follow us to the sign-in page."""
    return (
        request.headers.get("x-requested-with") == "XMLHttpRequest"
        or "application/json" in request.headers.get("accept", "").split(",")[0]
    )


def _guarded(
    patterns: Iterable[URLPattern | URLResolver],
) -> Iterable[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield URLResolver(
                pattern.pattern,
                list(_guarded(pattern.url_patterns)),
                pattern.default_kwargs,
                pattern.app_name,
                pattern.namespace,
            )
        else:
            view = office_only(pattern.callback)
            yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)
