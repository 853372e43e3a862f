"""`mingtang doctor` says which service was not tested, and which mailbox nobody can write to."""

from dataclasses import replace
from datetime import datetime

import pytest

from mingtang.service.letters.checks import check_mailboxes
from mingtang.service.signin.actions import record_test, save_service
from mingtang.service.signin.checks import check_services
from mingtang.service.signin.models import SignInService
from mingtang.workbench.intake.enums import SignInNeed
from tests.factories.cast import Cast
from tests.factories.letters import MAYOR, mailbox
from tests.factories.signin import FACTS

pytestmark = pytest.mark.django_db


def test_doctor_names_services_by_their_last_test(
    cast: Cast, service: SignInService, at: datetime
) -> None:
    assert "还没有测试" in next(check_services(at)).found
    for problem in ("连不上", ""):
        record_test(actor=cast.operator, at=at, service_id=service.pk, problem=problem)
        assert [problem in one.found for one in check_services(at)] == ([True] if problem else [])


def test_doctor_names_mailboxes_that_nobody_can_write_to(
    cast: Cast, service: SignInService, at: datetime
) -> None:
    mailbox(cast, at, replace(MAYOR, sign_in=SignInNeed.DEMANDED))
    assert list(check_mailboxes(at)) == []
    facts = replace(FACTS, issuer=service.issuer, is_on=False)
    save_service(actor=cast.operator, at=at, facts=facts, service_id=service.pk)
    assert "市长信箱" in next(check_mailboxes(at)).found
