"""A token of another unit opens nothing of unit A, and a browser's session opens nothing at all."""

import json
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, include, path

from mingtang.editorial.sites.models import Column
from mingtang.faces.api.office import patterns
from mingtang.ground.foundation import clock
from mingtang.institution.organization.actions.tokens import issue_token
from mingtang.institution.organization.models import Person
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack
from tests.stranger.digest import Undone
from tests.stranger.routes import Route
from tests.stranger.walk import Asker, Question, Walk
from tests.stranger.world import build_world

pytestmark = pytest.mark.django_db
OF_SYSTEMS = "api:receive_submission"  # takes the token of a reporting system, of no person
OWN_WORDS = {"title": "题目", "source": "本单位", "happened_on": "2026-03-10"}


class TokenAsker(Asker):
    """A program of one person, who has a token if a post of theirs entitles them."""

    def __init__(self, person: Person | None) -> None:
        super().__init__(None)
        self.person = person
        if person is not None and person.username != "outsider-b":
            issued = issue_token(actor=person, at=clock.now(), person_id=person.pk, name="走查")
            self._client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {issued.text}"


class TokenWalk(Walk):
    """A walk by programs: the owner's request must get through to the action, nobody else's."""

    asker = TokenAsker

    def _ask_as_owner(self, owners: list[Asker], route: Route, url: str) -> dict[str, Any]:
        super()._ask_as_owner(owners, route, url)
        posted = _body_of(route)
        for method in ("post", "patch"):
            with Undone():
                body = json.dumps(posted)
                status = owners[0].ask(url, Question(method, {}, body, is_json=True)).status_code
            if route.name == OF_SYSTEMS and status == 401:
                continue
            if status in {401, 422, 500} or (status == 404 and route.arguments):
                self.report.note(route, f"{method} by its owner answers {status}")
        return posted


def _body_of(route: Route) -> dict[str, Any]:
    if route.name == "api:write_article":
        return {"unit": "edu", "site": "edu", "kind": "news", **OWN_WORDS}
    if route.name in {"api:change_article", "api:published_article"}:
        return {"version": 1, **OWN_WORDS}
    return {
        "version": 1,
        "author": "林晓",
        "phone": "13805630000",
        "reason": "理由",
        "reason_code": "error",
        "is_pinned": True,
        "columns": list(Column.objects.filter(site__code="edu").values_list("pk", flat=True)),
    }


@pytest.mark.parametrize("kind", [Walk, TokenWalk], ids=("session", "token"))
def test_interface_gives_a_stranger_nothing(cast: Cast, kind: type[Walk]) -> None:
    world = build_world(cast)
    bound_pack("city", at=world.at)
    mounted: list[URLPattern | URLResolver] = [path("api/v1/", include(patterns))]

    report = kind(mounted, world, set()).run()

    assert not report.faults, "\n" + "\n".join(report.faults)
    assert len(report.asked) > 20
