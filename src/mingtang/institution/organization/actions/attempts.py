"""Reserve tries to sign in before anything is checked, so that many at once cannot outrun the limits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac

from mingtang.institution.organization.models import SignInTries
from mingtang.institution.organization.policies.attempts import Counted, Tried, locked_until

Key = tuple[str, str]


@dataclass(frozen=True)
class Try:
    """One reserved try, or none where `locked_until` is set; after the last one signing in is locked."""

    locked_until: datetime | None = None
    is_last: bool = False


def reserve_try(*, username: str, address: str, at: datetime) -> Try:
    """Count one more try of a name from an address, unless none is allowed now.

    Called before the password or code is looked at, outside any transaction: the count is committed
    by then, and tries that
    share the name or the address follow one another: of any number at once only those within the
    limits go on.
    """
    keys = _keys(username, address)
    with transaction.atomic():
        SignInTries.objects.bulk_create(
            (SignInTries(name=name, address=place, latest_at=at) for name, place in keys),
            ignore_conflicts=True,
        )
        rows = SignInTries.objects.filter(_any_of(keys))
        list(rows.select_for_update().order_by("name", "address").values_list("pk"))
        if (until := _locked_until(keys, at)) is not None:
            return Try(locked_until=until)
        both = SignInTries.objects.filter(_any_of(keys[2:]))
        both.filter(latest_at__lte=at - settings.SIGN_IN_PAUSE).update(count=0)
        both.update(count=F("count") + 1)
        rows.update(latest_at=at)
        return Try(is_last=_locked_until(keys, at) is not None)


def lock_after(*, username: str, address: str, at: datetime) -> datetime | None:
    """Return until when a name from an address is locked; None while another try is allowed."""
    return _locked_until(_keys(username, address), at)


def give_back_try(*, username: str, address: str) -> None:
    """Take back one reserved try: what was typed was right, though more is asked for."""
    rows = SignInTries.objects.filter(_any_of(_keys(username, address)[2:]))
    rows.update(count=Greatest(F("count") - 1, 0))


def forget_tries(*, username: str, address: str) -> None:
    """Forget, after success, the tries of this name from this address, and no others."""
    SignInTries.objects.filter(_any_of(_keys(username, address)[2:])).update(count=0)


def forget_name(username: str) -> bool:
    """Forget the tries under a name, from wherever they came; tell whether there were any."""
    name = _digest("name", username)
    with transaction.atomic():
        list(SignInTries.objects.select_for_update().filter(name=name, address=""))
        return SignInTries.objects.filter(name=name, count__gt=0).update(count=0) > 0


def forget_failures(*, before: datetime) -> int:
    """Forget the tries whose latest came before a moment; return how many rows that were."""
    return SignInTries.objects.filter(latest_at__lt=before).delete()[0]


def _keys(username: str, address: str) -> tuple[Key, Key, Key]:
    """Return the rows of a try in the order in which they are locked; the last one holds the count."""
    name, place = _digest("name", username), _digest("address", address)
    return ("", place), (name, ""), (name, place)


def _digest(kind: str, text: str) -> str:
    """Return what is kept of a name or an address: people type passwords into the wrong field."""
    return salted_hmac(f"mingtang.sign-in.{kind}", text, algorithm="sha256").hexdigest()


def _any_of(keys: Iterable[Key]) -> Q:
    found = Q()
    for name, address in keys:
        found |= Q(name=name, address=address)
    return found


def _locked_until(keys: tuple[Key, Key, Key], at: datetime) -> datetime | None:
    name, place = keys[2]
    recent = SignInTries.objects.filter(latest_at__gt=at - settings.SIGN_IN_PAUSE, count__gt=0)
    tried = [
        _tried(Counted.BOTH, recent.filter(name=name, address=place)),
        _tried(Counted.NAME, recent.filter(name=name)),
        _tried(Counted.ADDRESS, recent.filter(address=place)),
    ]
    counted = [one for one in tried if one is not None]
    return locked_until(counted, at=at, pause=settings.SIGN_IN_PAUSE)


def _tried(counted: Counted, rows: QuerySet[SignInTries]) -> Tried | None:
    total = rows.aggregate(count=Sum("count"), latest=Max("latest_at"))
    return Tried(counted, total["count"], total["latest"]) if total["count"] else None
