"""What is done about the sign-in of people one manages: sessions, tokens, second factor, locks."""

from typing import Any

from mingtang.institution.organization.actions import ending, second_factor, sign_in, tokens
from mingtang.institution.organization.actions.attempts import reserve_try
from mingtang.institution.organization.models import (
    ApiToken,
    RecoveryCode,
    SecondFactor,
    SignInTries,
    WebSession,
)
from tests.actions.spec import Case

WRONG = ("leader", "colleague", "stranger", "desk_editor", "auditor")


def _person(cast: Any) -> dict[str, Any]:
    return {"person_id": cast.officer.pk}


def _issuing(cast: Any, at: Any) -> dict[str, Any]:
    return {**_person(cast), "name": "对接"}


def _named_so(cast: Any, at: Any, given: dict[str, Any]) -> None:
    tokens.issue_token(actor=cast.officer, at=at, **given)


def _issued(cast: Any, at: Any) -> dict[str, Any]:
    issued = tokens.issue_token(actor=cast.officer, at=at, **_issuing(cast, at))
    return {"token_id": issued.token_id}


def _signed_in(cast: Any, at: Any) -> dict[str, Any]:
    session = WebSession.objects.create(
        session_key="1", session_data="{}", expire_date=at, person=cast.officer, address="10.0.0.1",
        entered_at=at, seen_at=at,
    )  # fmt: skip
    return {"session_id": session.pk}


def _with_factor(cast: Any, at: Any) -> dict[str, Any]:
    SecondFactor.objects.create(person=cast.officer, secret="A" * 32, confirmed_at=at)
    second_factor.make_recovery_codes(actor=cast.officer, at=at)
    return _person(cast)


def _locked_out(cast: Any, at: Any) -> dict[str, Any]:
    while reserve_try(username="officer", address="10.0.0.1", at=at).locked_until is None:
        pass
    return _person(cast)


CASES = (
    Case(
        tokens.issue_token, "operator", _issuing, "organization.token.issued",
        lambda cast, issued, _: ApiToken.objects.get(pk=issued.token_id).person == cast.officer,
        WRONG,
        {
            "organization.token_not_entitled": lambda cast, at, _: {
                "person_id": cast.colleague.pk
            },
            "organization.token_unnamed": lambda cast, at, _: {"name": " "},
            "organization.token_name_long": lambda cast, at, _: {"name": "长" * 61},
            "organization.token_name_taken": _named_so,
        },
    ),
    Case(
        ending.end_token, "operator", _issued, "organization.token.ended",
        lambda cast, _, given: ApiToken.objects.get(ended_at__isnull=False).end_cause == "operator",
        WRONG,
        stateless="one that has ended is left as it is",
    ),
    Case(
        ending.end_session, "operator", _signed_in, "organization.person.signed_out",
        lambda cast, _, given: (
            WebSession.objects.values_list("end_cause", "session_data", "address").get()
            == ("operator", "", "")
        ),
        WRONG,
        stateless="one that has ended is left as it is",
    ),
    Case(
        second_factor.remove_second_factor, "operator", _with_factor,
        "organization.person.second_factor_removed",
        lambda cast, _, given: not SecondFactor.objects.exists()
        and not RecoveryCode.objects.exists(),
        WRONG,
        {
            "organization.second_factor_required": lambda cast, at, _: {
                "person_id": cast.operator.pk
            }
        },
    ),
    Case(
        sign_in.unlock_sign_in, "operator", _locked_out, "organization.person.unlocked",
        lambda cast, _, given: not SignInTries.objects.filter(count__gt=0).exists(),
        WRONG,
        stateless="someone who is not locked out is left as they are",
    ),
)  # fmt: skip
