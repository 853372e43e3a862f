"""The one-time key of a form: who was given which form, so that sending it twice does it once."""

import secrets
from dataclasses import dataclass

from django.core import signing

SALT = "desk.form-key"
VALID_SECONDS = 7 * 24 * 3600
FIELD = "form_key"


@dataclass(frozen=True)
class FormKey:
    """What a key says: the person and the screen it was given out for, and its number."""

    person_id: int
    path: str
    number: str

    def belongs_to(self, person_id: int | None, path: str) -> bool:
        """Tell whether this person may use the key on this screen."""
        return self.person_id == person_id and self.path == path


def new_form_key(person_id: int, path: str) -> str:
    """Give out a key for one filling-in of the form on `path`."""
    value = [person_id, path, secrets.token_urlsafe(18)]
    return signing.dumps(value, salt=SALT)


def read_form_key(text: str) -> FormKey | None:
    """Return what a key says; nothing when it is not ours or too old."""
    try:
        person_id, path, number = signing.loads(text, salt=SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return FormKey(person_id, path, number)
