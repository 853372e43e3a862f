from datetime import datetime

import pytest
from click.testing import CliRunner, Result

from mingtang.cli.main import main
from mingtang.foundation import clock
from mingtang.organization.queries import token_in_use
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["token", *arguments])


def test_token_is_printed_once_and_opens_until_it_is_ended(cast: Cast) -> None:
    text = run("officer").stdout.strip()
    at: datetime = clock.now()
    found = token_in_use(text, at=at)
    assert found is not None
    assert found.person == cast.officer
    assert "未使用" in run("officer", "--list").stdout

    assert run("officer", "--end").exit_code == 0

    assert token_in_use(text, at=at) is None
    assert run("officer", "--end").exit_code == 1


def test_who_may_have_no_token_is_told_why(cast: Cast) -> None:
    for name, words in (("colleague", "没有“领取接口令牌”的权限"), ("nobody", "没有用户名为")):
        refused = run(name)
        assert refused.exit_code == 1
        assert words in refused.stderr
