import logging
from datetime import datetime

import pytest
from django.db import connection

from mingtang.ground.foundation.checks import Level
from mingtang.wiring.config.connections import budget, check_budget, warn_where_short

pytestmark = pytest.mark.django_db


def test_usual_budget_fits_a_usual_server(at: datetime) -> None:
    assert sum(budget().values()) <= 97  # 100 less what PostgreSQL reserves for itself
    levels = [result.level for result in check_budget(at)]
    assert levels == ([Level.GOOD] if connection.vendor == "postgresql" else [])


def test_budget_over_what_the_server_allows_is_told(
    at: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MINGTANG_WORKER_CONNECTIONS", "5000")
    results = list(check_budget(at))
    with caplog.at_level(logging.ERROR):
        warn_where_short()

    if connection.vendor == "postgresql":
        assert [result.level for result in results] == [Level.ERROR]
        assert "max_connections" in results[0].advice
        assert "数据库连接不够" in caplog.text
    else:
        assert results == []
        assert not caplog.text
