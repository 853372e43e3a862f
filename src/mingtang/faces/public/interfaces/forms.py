"""Public forms on the public face: on which site they stand, and what every answer says beside them."""

import re
from collections.abc import Callable
from functools import lru_cache, partial, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from mingtang.editorial.pages.disk import read_plain
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.sitesearch.interfaces.public_pages import ADDRESS
from mingtang.faces.public.headers import FILE_AGE, SECURITY, TYPES
from mingtang.faces.public.maps import Maps
from mingtang.faces.public.plain_pages import HOME, plain_page, plain_policy
from mingtang.ground.foundation import clock
from mingtang.institution.organization.interfaces.lockout import client_address_of
from mingtang.service.signin.interfaces.public_pages import (
    after_form,
    begin_sign_in,
    come_back,
    draft_for,
    my_letter,
    my_letters,
    sign_out,
    signing_on,
)
from mingtang.workbench.intake import interfaces
from mingtang.workbench.intake.interfaces.pages import answer_form
from mingtang.workbench.intake.interfaces.places import PublicPlace, SiteMarks
from mingtang.workbench.intake.interfaces.status_pages import answer_receipt, answer_status

PARTS = Path(interfaces.__file__).parent / "parts"
OFF = ("暂停服务", "这个网站暂停服务，暂时不能提交或查询。")
_SITE_TAGS = re.compile(r'<meta name="Site(?:Name|Domain|IDCode)" content="[^"]*">')
_LANGUAGE = re.compile(r'<html lang="([A-Za-z-]{2,16})"')
_FOOT = re.compile(r'<div class="marks">.*?</div>', re.DOTALL)
View = Callable[..., HttpResponse]


def on_a_site(view: View) -> View:
    """Find the site of a request's host for a view, and say the headers of every public page.

    No token against forged requests is asked for: a reader whose browser takes no cookies could not send a
    letter. Who is signed in is not for a forged form: the cookie is `SameSite=Lax`, and none comes with it.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        root = Path(settings.PUBLISH_ROOT)
        host, _ = split_domain_port(request.get_host())
        site = _maps(root).site_of(host)
        if not site:
            raise Http404
        if (root / site / ".off.html").is_file():
            page = HttpResponse(plain_page(*OFF, links=(HOME,)), status=503)
            page["Content-Security-Policy"] = plain_policy()
            return page
        place = PublicPlace(
            site,
            client_address_of(request),
            partial(_name_of, site),
            lambda: signing_on(request, site, clock.now()),
            lambda code: draft_for(request, code, clock.now()),
            find_marks=partial(_marks_of, site),
        )
        response = view(request, place, **arguments)
        for name, value in SECURITY:
            response[name] = value
        return response

    return answer


@lru_cache(maxsize=4)
def _maps(root: Path) -> Maps:
    return Maps(root)


def _name_of(site: str) -> str:
    """Return the name of a site. Without the database a form is still shown, with all that was typed."""
    try:
        return GovSite.objects.filter(code=site).values_list("name", flat=True).first() or ""
    except DatabaseError:
        return ""


@on_a_site
def public_form_page(request: HttpRequest, place: PublicPlace, code: str) -> HttpResponse:
    """Show a form and take it in."""
    response = answer_form(request, place, code, clock.now())
    after_form(request, place, response)
    return response


@on_a_site
def sign_in_page(request: HttpRequest, place: PublicPlace, code: str) -> HttpResponse:
    """Lead from a form to the service by which one signs in."""
    response = begin_sign_in(request, place, code, clock.now())
    after_form(request, place, response)
    return response


@on_a_site
def return_page(request: HttpRequest, place: PublicPlace) -> HttpResponse:
    """Take in who comes back from the service."""
    return come_back(request, place, clock.now())


@on_a_site
def sign_out_page(request: HttpRequest, place: PublicPlace) -> HttpResponse:
    """Sign out."""
    return sign_out(request, place)


@on_a_site
def my_letters_page(request: HttpRequest, place: PublicPlace) -> HttpResponse:
    """Show who is signed in their letters."""
    return my_letters(request, place, clock.now())


@on_a_site
def my_letter_page(request: HttpRequest, place: PublicPlace, number: int) -> HttpResponse:
    """Show who is signed in one of their letters."""
    return my_letter(request, place, number, clock.now())


@on_a_site
def receipt_page(request: HttpRequest, place: PublicPlace) -> HttpResponse:
    """Show the receipt of a form."""
    return answer_receipt(request, place, clock.now())


@on_a_site
def status_page(request: HttpRequest, place: PublicPlace) -> HttpResponse:
    """Show what became of a form."""
    return answer_status(request, place, clock.now())


def _marks_of(site: str) -> SiteMarks:
    """Return the standard's marks as the site's page of the search has them, without the database."""
    place = Path(settings.PUBLISH_ROOT) / site / ADDRESS.removeprefix("/")
    try:
        changed = place.stat().st_mtime_ns
    except OSError:
        return SiteMarks()
    return _read_marks(str(place), changed)


@lru_cache(maxsize=256)
def _read_marks(place: str, changed: int) -> SiteMarks:
    """Return the content of a published file; `changed` lets a newer one be read again."""
    try:
        text = read_plain(place).decode()
    except (OSError, UnicodeDecodeError):
        return SiteMarks()
    head = "".join(f"{tag}\n" for tag in _SITE_TAGS.findall(text))
    foot, language = _FOOT.search(text), _LANGUAGE.search(text)
    return SiteMarks(head, foot[0] if foot else "", language[1] if language else "")


@require_safe
def form_part(request: HttpRequest, name: str) -> HttpResponse:
    """Send the style sheet or the script of the pages of forms."""
    if name not in {"form.css", "solve.js"}:
        raise Http404
    content = (PARTS / name).read_bytes()
    response = HttpResponse(content, content_type=TYPES[name[name.rfind(".") :]])
    response["Cache-Control"] = f"public, max-age={FILE_AGE}"
    return response


patterns: list[Any] = [
    path("parts/<str:name>", form_part),
    path("receipt/", receipt_page),
    path("status/", status_page),
    path("sign-in/return/", return_page),
    path("sign-in/out/", sign_out_page),
    path("sign-in/<slug:code>/", sign_in_page),
    path("my-letters/", my_letters_page),
    path("my-letters/<int:number>/", my_letter_page),
    path("<slug:code>/", public_form_page),
]
