"""Services by which citizens sign in: saved and tested."""

from dataclasses import replace
from typing import Any

from mingtang.service.signin import actions
from mingtang.service.signin.models import SignInService
from tests.actions.spec import Case
from tests.factories.signin import FACTS, sign_in_service

OTHERS = ("officer", "desk_editor", "stranger", "auditor")


def _with(**changes: Any) -> Any:
    return lambda cast, at, given: {"facts": replace(FACTS, **changes)}


def _taken(cast: Any, at: Any, given: dict[str, Any]) -> None:
    sign_in_service(cast, at, FACTS.issuer, sites=("edu",))


def _site_taken(cast: Any, at: Any, given: dict[str, Any]) -> None:
    sign_in_service(cast, at, "https://other.example.gov.cn")


def _saved(cast: Any, at: Any) -> dict[str, Any]:
    row = sign_in_service(cast, at, FACTS.issuer)
    return {"service_id": row.pk, "problem": "连不上 sso.example.gov.cn"}


CASES = (
    Case(
        actions.save_service, "operator", lambda cast, at: {"facts": FACTS}, "signin.service.saved",
        lambda cast, row, given: SignInService.objects.get() == row
        and row.client_secret == FACTS.client_secret
        and [one.site for one in row.sites.all()] == [cast.portal],
        OTHERS,
        {
            "signin.no_name": _with(name=" "),
            "signin.bad_issuer": _with(issuer="ftp://sso.example.gov.cn"),
            "signin.no_client": _with(client_id=""),
            "signin.no_secret": _with(client_secret=""),
            "signin.bad_scopes": _with(scopes="profile"),
            "signin.no_site": _with(sites=()),
            "signin.issuer_taken": _taken,
            "signin.site_taken": _site_taken,
        },
        whole_platform=True,
    ),
    Case(
        actions.record_test, "operator", _saved, "signin.service.tested",
        lambda cast, row, given: row.problem == given["problem"] and row.tested_at is not None,
        OTHERS,
        stateless="a service can be tested at any time",
        whole_platform=True,
    ),
)  # fmt: skip
