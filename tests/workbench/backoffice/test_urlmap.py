"""Wagtail's address map is cut to an allow-list that an upgrade cannot widen unseen."""

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLPattern, path
from wagtail.admin import urls as wagtail_urls

from mingtang.workbench.backoffice.urlmap import (
    CLOSED,
    CLOSED_NAMESPACES,
    OPEN,
    closed,
    cut,
    route_names,
    unknown_routes,
)


def test_every_route_of_wagtail_stands_in_one_list() -> None:
    names = set(route_names(wagtail_urls.urlpatterns))

    assert unknown_routes(wagtail_urls.urlpatterns) == set()
    assert set() == OPEN & CLOSED
    assert names >= OPEN | CLOSED, "a route that Wagtail no longer has can be forgotten"
    assert {name.split(":")[0] for name in names} >= CLOSED_NAMESPACES


def test_route_that_an_upgrade_brings_is_told() -> None:
    patterns = [*wagtail_urls.urlpatterns, path("new-thing/", closed, name="wagtailadmin_novelty")]

    assert unknown_routes(patterns) == {"wagtailadmin_novelty"}


def test_open_routes_lead_to_no_namespace_that_is_closed() -> None:
    assert not [name for name in OPEN if name.split(":")[0] in CLOSED_NAMESPACES]


def test_cut_closes_what_is_not_on_the_list_and_keeps_its_name() -> None:
    shown = path("images/", lambda request: None, name="wagtailadmin_sprite")  # type: ignore[arg-type,return-value]
    hidden = path("reports/", lambda request: None, name="wagtailadmin_explore")  # type: ignore[arg-type,return-value]

    kept, shut = cut([shown, hidden], {})

    assert isinstance(kept, URLPattern)
    assert isinstance(shut, URLPattern)
    assert kept.callback.__wrapped__ is shown.callback  # type: ignore[attr-defined] # by `wraps`
    assert (shut.name, shut.callback) == ("wagtailadmin_explore", closed)


def test_cut_puts_our_own_view_in_place() -> None:
    def ours(request: object) -> None:
        """A view of ours."""

    [swapped] = cut([path("", closed, name="wagtailadmin_home")], {"wagtailadmin_home": ours})  # type: ignore[dict-item]

    assert isinstance(swapped, URLPattern)
    assert swapped.callback is ours


def test_closed_answers_404(rf: RequestFactory) -> None:
    with pytest.raises(Http404):
        closed(rf.get("/reports/"), 5, pk=3)
