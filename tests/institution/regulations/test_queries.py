from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection

from mingtang.institution.regulations import queries
from mingtang.institution.regulations.errors import PackError, UnknownRule
from mingtang.institution.regulations.models import PackVersion
from mingtang.institution.regulations.queries import rules_for, rules_of_version
from mingtang.institution.regulations.schema import Duty, Quota
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db


def test_nearest_binding_wins(at: datetime) -> None:
    bound_pack("city", "xingning", at=at)
    bound_pack("county", "hainan", at=at)
    assert rules_for(["school", "county", "city"], at).pack == "hainan"
    assert rules_for(["bureau", "city"], at).pack == "xingning"
    assert rules_for(["elsewhere"], at).pack == ""


def test_two_places_hold_side_by_side(at: datetime) -> None:
    bound_pack("city", "xingning", at=at)
    bound_pack("county", "hainan", at=at)
    quotas = [
        rules_for(path, at).rule("submission.weekly_quota", Quota)
        for path in (["bureau", "city"], ["county", "city"])
    ]
    assert [(quota.at_least, quota.per) for quota in quotas] == [(1, "week"), (3, "week")]


def test_before_the_pack_was_loaded_there_are_no_rules(at: datetime) -> None:
    bound_pack("city", at=at, since=(at - timedelta(days=400)).date())
    assert rules_for(["city"], at - timedelta(days=1)).pack == ""


def test_rules_follow_the_day_in_beijing(at: datetime) -> None:
    bound_pack("city", at=at.replace(hour=0), since=at.date())
    assert rules_for(["city"], at.replace(hour=0, minute=1)).pack == "demo"
    assert rules_for(["city"], at.replace(hour=0) - timedelta(minutes=1)).pack == ""


def test_rule_of_other_kind_or_name_is_unknown(at: datetime) -> None:
    bound_pack("city", at=at)
    rules = rules_for(["city"], at)
    with pytest.raises(UnknownRule, match=r"没有规则“reply\.nothing”"):
        rules.rule("reply.nothing", Duty)
    with pytest.raises(UnknownRule):
        rules.rule("reply.claim", Quota)
    assert "reply.claim" in rules
    assert "reply.nothing" not in rules


def test_unbound_unit_has_no_rule(at: datetime) -> None:
    with pytest.raises(UnknownRule):
        rules_for(["city"], at)["reply.claim"]


def test_rules_need_one_query_however_deep_the_unit(
    at: datetime, django_assert_num_queries: Callable
) -> None:
    bound_pack("city", at=at)
    rules_for(["city"], at)
    with django_assert_num_queries(1):
        rules_for(["room", "office", "bureau", "county", "city"], at)


def test_unknown_version_is_told(at: datetime) -> None:
    with pytest.raises(LookupError):
        rules_of_version("demo", "0" * 64)


def test_changed_text_of_a_version_is_found(at: datetime) -> None:
    bound_pack("city", at=at)
    queries._parsed.clear()
    version = PackVersion.objects.get().digest
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regulations_packversion SET text = text || ' '")
    with pytest.raises(PackError, match="可能被改动"):
        rules_of_version("demo", version)
