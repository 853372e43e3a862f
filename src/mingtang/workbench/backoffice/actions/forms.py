"""Form keys are spent and forms are kept here."""

import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import QueryDict

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.form_keys import FIELD, FormKey
from mingtang.workbench.backoffice.kept import seal
from mingtang.workbench.backoffice.models import KeptForm, SpentFormKey

KEPT_FOR = timedelta(hours=24)
AUTOSAVED_FOR = timedelta(days=7)
KEYS_REMEMBERED_FOR = timedelta(days=8)  # a day longer than a key is valid
NEVER_KEPT = re.compile(rf"csrfmiddlewaretoken|{FIELD}|.*password.*")


class AlreadySpent(Exception):
    """The same form was sent before; `outcome` is the address that shows what came of it."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        super().__init__(outcome)


def spend_form_key(*, actor: Person, at: datetime, key: FormKey) -> None:
    """Spend a key, in the transaction of what the form does: both happen or neither.

    :raises AlreadySpent: when the form was sent before.
    """
    try:
        with transaction.atomic():
            SpentFormKey.objects.create(key=key.number, person=actor, spent_at=at)
    except IntegrityError:
        spent = SpentFormKey.objects.filter(key=key.number).first()
        raise AlreadySpent(spent.outcome if spent else "") from None


def note_outcome(*, key: FormKey, outcome: str) -> None:
    """Remember the address that shows what came of a form, for anyone who sends it again."""
    SpentFormKey.objects.filter(key=key.number).update(outcome=outcome[:500])


def keep_form(
    *,
    person_id: int,
    at: datetime,
    path: str,
    fields: QueryDict,
    key: str = "",
    kept_for: timedelta = KEPT_FOR,
) -> bool:
    """Store what was typed into the form on `path`; tell whether it could be stored.

    `key` is the number of the form's key: once it is spent, what was typed is saved and not offered again.
    """
    kept = fields.copy()
    for name in [name for name in kept if NEVER_KEPT.fullmatch(name)]:
        del kept[name]
    body = seal(kept)
    if not body or len(path) > 500:
        return False
    KeptForm.objects.update_or_create(
        person_id=person_id,
        path=path,
        defaults={
            "body": body,
            "form_key": key,
            "kept_at": at,
            "expires_at": at + kept_for,
        },
    )
    return True


def discard_kept_form(*, actor: Person, path: str) -> None:
    """Forget what was kept for a screen: it was saved, or its writer does not want it."""
    KeptForm.objects.filter(person=actor, path=path).delete()


def forget_old_forms(at: datetime) -> int:
    """Delete kept forms and spent keys that are past their time; return how many went."""
    kept, _ = KeptForm.objects.filter(expires_at__lte=at).delete()
    keys, _ = SpentFormKey.objects.filter(spent_at__lte=at - KEYS_REMEMBERED_FOR).delete()
    return kept + keys
