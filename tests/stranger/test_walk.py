"""The walk finds what it is there to find: planted leaks, planted doors, addresses nobody filled."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path

from mingtang.institution.organization.models import Unit
from mingtang.wiring.config import office_urls
from mingtang.workbench.backoffice.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import OfficeFile
from tests.factories.cast import Cast
from tests.stranger.fillers import fill
from tests.stranger.walk import Walk
from tests.stranger.world import World, build_world

View = Callable[..., HttpResponseBase]
Finder = Callable[[View], list[str]]

fill("planted", code=lambda world: world.cast.edu.code)


@pytest.fixture
def world(cast: Cast) -> World:
    return build_world(cast)


@pytest.fixture
def found(world: World, settings: Any) -> Finder:
    """Walk over an office with one more address, which a view answers; return what was found."""

    def walk(view: View) -> list[str]:
        planted = path("planted/<slug:code>/", view, name="planted")
        settings.ROOT_URLCONF = (planted, *office_urls.urlpatterns)
        return Walk([planted], world, set()).run().faults

    return walk


def _unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def _visible_unit(request: HttpRequest, code: str) -> Unit:
    person: Any = request.user
    if not person.is_authenticated or person.unit.code != code:
        raise Http404
    return _unit(code)


@pytest.mark.django_db
def test_view_that_asks_who_looks_gives_nothing(found: Finder) -> None:
    def view(request: HttpRequest, code: str) -> HttpResponse:
        return HttpResponse(_visible_unit(request, code).phone)

    assert found(view) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "leak",
    [
        lambda unit: HttpResponse(unit.phone),
        lambda unit: JsonResponse({"name": "甲" + unit.phone}),
        lambda unit: HttpResponse(unit.phone, status=403),
        lambda unit: HttpResponse("".join(f"&#{ord(letter)};" for letter in unit.phone)),
        lambda unit: HttpResponse("".join(f"\\u{ord(letter):04x}" for letter in unit.phone)),
        lambda unit: HttpResponse(headers={"X-Unit": quote(unit.phone)}),
        lambda unit: redirect(f"/?unit={quote(unit.phone)}"),
    ],
    ids=["page", "json", "refusal", "entities", "escapes", "header", "redirect"],
)
def test_leak_is_found_however_it_is_written(
    found: Finder, leak: Callable[[Unit], HttpResponse]
) -> None:
    def view(request: HttpRequest, code: str) -> HttpResponse:
        return leak(_unit(code))

    told = found(view)

    assert "planted: GET by stranger-b brought back organization.Unit.phone" in told
    assert "planted: GET by nobody brought back organization.Unit.phone" in told


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["x-requested-with", "accept"])
def test_leak_to_scripts_alone_is_found(found: Finder, header: str) -> None:
    def view(request: HttpRequest, code: str) -> HttpResponse:
        if header in {name.lower() for name in request.headers}:
            return JsonResponse({"name": _unit(code).phone})
        return HttpResponse(_visible_unit(request, code).phone)

    assert any("brought back organization.Unit.phone" in line for line in found(view))


@pytest.mark.django_db
def test_door_that_changes_a_row_of_a_is_found(found: Finder) -> None:
    def view(request: HttpRequest, code: str) -> HttpResponse:
        if request.method == "POST":
            Unit.objects.filter(code=code).update(short_name="0")
        return HttpResponse("ok")

    assert any("changed organization.Unit" in line for line in found(view))


@pytest.mark.django_db
def test_door_that_adds_a_row_to_a_is_found(found: Finder) -> None:
    def view(request: HttpRequest, code: str) -> HttpResponse:
        if request.method == "POST":
            unit = _unit(code)
            OfficeFile.objects.bulk_create(
                [OfficeFile(title="x", file="x", collection=ensure_unit_collection(unit))]
            )
            Unit.objects.create(
                code="planted", name="planted", kind="office", parent=unit, added_at=unit.added_at
            )
        return HttpResponse("ok")

    assert any("organization.Unit: a new row of organization.Unit" in line for line in found(view))


@pytest.mark.django_db
def test_view_that_fails_is_found(found: Finder) -> None:
    def view(request: HttpRequest, code: str) -> HttpResponse:
        raise RuntimeError(code)

    assert "planted: GET by stranger-b answers 500" in found(view)


@pytest.mark.django_db
def test_address_that_shows_its_owner_nothing_is_found(found: Finder) -> None:
    def view(request: HttpRequest, code: str) -> HttpResponse:
        raise Http404

    assert found(view) == ["planted: /planted/edu/ answers 404 to its owner"]


def _nothing(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (
            path("new/<int:pk>/", _nothing, name="novelty"),
            "novelty: novelty: nobody named an object of unit A for 'pk'",
        ),
        (
            re_path(r"^new/(?P<pk>\d+)/$", _nothing, name="novelty"),
            "novelty: novelty: nobody named an object of unit A for 'pk'",
        ),
        (path("new/", _nothing), "new/: an address without a name cannot be walked"),
    ],
)
def test_address_that_nobody_filled_is_a_fault(
    world: World, pattern: URLPattern, fault: str
) -> None:
    assert Walk([pattern], world, set()).run().faults == [fault]
