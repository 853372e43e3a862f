"""Who may enter the office's shell: a question that Wagtail asks through Django's backends."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from mingtang.institution.organization.models import Person


class PersonBackend(ModelBackend):
    """Checks the password, and opens the office's shell to every active person.

    Entering the shell shows nothing by itself: each list, form and action asks the authority.
    Django's other permissions are never given by posts; the desk grants those of its media.
    """

    def get_user(self, user_id: int) -> Person | None:
        """Return the person of a session with their unit, unless either was closed since."""
        return Person.objects.active().select_related("unit").filter(pk=user_id).first()

    def user_can_authenticate(self, user: Any) -> bool:
        """Tell whether a person with the right password may come in."""
        return isinstance(user, Person) and user.is_active and user.unit.is_active

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Answer for `wagtailadmin.access_admin`, and leave the rest to Django."""
        if perm == "wagtailadmin.access_admin":
            return isinstance(user_obj, Person) and user_obj.is_active
        return super().has_perm(user_obj, perm, obj)
