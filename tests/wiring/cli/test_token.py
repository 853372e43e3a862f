from datetime import datetime

import pytest
from click.testing import CliRunner, Result

from mingtang.ground.foundation import clock
from mingtang.institution.organization.queries import token_in_use
from mingtang.spine.events.models import Event
from mingtang.wiring.cli.main import main
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["token", *arguments])


def test_token_is_printed_once_and_opens_until_it_is_ended(cast: Cast) -> None:
    text = run("issue", "officer").stdout.strip()
    at: datetime = clock.now()
    found = token_in_use(text, at=at)
    assert found is not None
    assert found.person == cast.officer
    assert "未使用" in run("list").stdout

    assert "officer  命令行" in run("list", "officer").stdout
    assert run("list", "leader").stdout == ""
    assert run("end", "officer").exit_code == 0

    assert token_in_use(text, at=at) is None
    event = Event.objects.get(code="organization.token.ended")
    assert (event.actor, event.subject) == ("system", cast.officer.person_key)
    assert run("end", "officer").exit_code == 1


def test_all_tokens_of_a_person_are_ended_at_once(cast: Cast) -> None:
    for purpose in ("导入", "对接"):
        assert run("issue", "officer", "--for", purpose).exit_code == 0
    assert run("end", "officer", "--for", "别的").exit_code == 1
    assert run("end", "officer", "--all").exit_code == 0
    assert run("list").stdout == ""


def test_who_may_have_no_token_is_told_why(cast: Cast) -> None:
    for name, words in (("colleague", "没有“领取接口令牌”的权限"), ("nobody", "没有用户名为")):
        refused = run("issue", name)
        assert refused.exit_code == 1
        assert words in refused.stderr
