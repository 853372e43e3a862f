import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mingtang.institution.obligations.actions.facts import lock_promise_keys


def _held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_promise_keys_are_locked_once_each_until_the_transaction_ends() -> None:
    if connection.vendor != "postgresql":
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            lock_promise_keys(["article:1"])  # the transaction itself holds everything
        assert asked.captured_queries == []
        return
    with transaction.atomic():
        lock_promise_keys(["article:2", "article:1", "article:2"])
        assert _held() == 2
        lock_promise_keys(["article:1"])
        assert _held() == 2
    assert _held() == 0
