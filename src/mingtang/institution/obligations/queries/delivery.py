"""Up to which moment the log has been heard."""

from datetime import datetime

from django.db.models import Min

from mingtang.spine.events.models import Delivery

SUBSCRIBER = "obligations"


def heard_until(at: datetime) -> datetime:
    """Return the moment up to which every recorded event has reached the promises, at most `at`.

    Who judges later than that might call something overdue whose fulfilment is still on its way.
    What failed, and what waits behind a failure, is left out: it is shown to the operators, and
    one poisoned event must not stop every clock. A verdict that it changes is revoked.
    """
    waiting = Delivery.objects.unfinished().filter(subscriber=SUBSCRIBER)
    if not waiting.exists():
        return at
    failed = waiting.filter(due_at__isnull=False)
    on_its_way = waiting.filter(due_at__isnull=True).exclude(key__in=failed.values("key"))
    earliest = on_its_way.aggregate(earliest=Min("event__recorded_at"))["earliest"]
    return min(at, earliest) if earliest else at
