"""Where sessions are kept: rows that a copy of the database cannot be used to sign in with.

The browser holds a random key; the row is found by a digest of it that takes the secret key of the
installation, and what is in the row is signed for this row alone.
"""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from mingtang.ground.foundation import clock
from mingtang.institution.organization.interfaces.session_keys import (
    ADDRESS,
    BROWSER,
    ENTERED,
    SEEN,
)
from mingtang.institution.organization.models import WebSession

_WRITTEN = (
    "session_data", "expire_date", "person_id", "browser", "address", "entered_at", "seen_at",
)  # fmt: skip


def row_key(key: str) -> str:
    """Return the digest by which the row of a browser's key is found."""
    return salted_hmac("mingtang.session", key, algorithm="sha256").hexdigest()


class SessionStore(DatabaseStore):
    """Django's sessions in the database, by digest, ended rather than deleted by others."""

    @classmethod
    def get_model_class(cls) -> type[WebSession]:  # type: ignore[override] # no base in common
        return WebSession

    @property
    def key_salt(self) -> str:  # type: ignore[override] # a property there as well
        """Bind what is signed to its row, so that nobody copies it into another one."""
        return f"mingtang.session:{row_key(self.session_key or '')}"

    def _get_session_from_db(self) -> WebSession | None:
        rows = WebSession.objects.open().filter(expire_date__gt=clock.now())
        found = rows.filter(session_key=row_key(self.session_key or "")).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return WebSession.objects.filter(session_key=row_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> WebSession:  # type: ignore[override]
        key = self._get_or_create_session_key()  # type: ignore[attr-defined] # missing in the stubs
        return WebSession(
            session_key=row_key(key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            person_id=data.get(SESSION_KEY),
            browser=data.get(BROWSER, ""),
            address=data.get(ADDRESS, ""),
            entered_at=_moment(data.get(ENTERED)),
            seen_at=_moment(data.get(SEEN)),
        )

    def save(self, must_create: bool = False) -> None:
        """Write the row. One that was ended meanwhile stays ended, and the request goes on."""
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined] # missing in the stubs
        if not must_create:
            values = {name: getattr(row, name) for name in _WRITTEN}
            WebSession.objects.open().filter(session_key=row.session_key).update(**values)
            return
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            WebSession.objects.filter(session_key=row_key(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        WebSession.objects.filter(expire_date__lt=clock.now()).delete()


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
