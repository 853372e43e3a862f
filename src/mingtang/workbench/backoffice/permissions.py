"""Answers Wagtail's permission questions from our one policy object.

Wagtail asks a policy per model. Pictures and files are answered by unit: the collection of a unit is
open to anyone who has the right in that unit at this moment. Every other model answers no, also one
that nobody thought of: its rows are reached through our own screens only.
"""

from typing import Any, ClassVar, NoReturn

from django.db.models import Model, Q, QuerySet
from wagtail.actions import ActionRegistry
from wagtail.actions.create import CreateAction
from wagtail.actions.delete import DeleteAction
from wagtail.actions.edit import EditAction
from wagtail.models import Collection
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.interfaces.moment import powers

SHARING = frozenset({"choose", "view"})  # what may be done with what another unit shares


class MediaPolicy(CollectionOwnershipPermissionPolicy):  # type: ignore[misc]
    """Who may use the pictures and files of a unit: its writers, and the desk that edits for it."""

    RIGHTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "choose": ("content.write", "content.edit"),
        "add": ("content.write",),
        "change": ("content.write", "content.edit"),
        "view": ("content.read", "content.write", "content.edit"),
    }

    def collections_for(self, person: Any, actions: Any) -> QuerySet[Collection]:
        """Return the collections of the units where the person has a right to one of the actions."""
        if not isinstance(person, Person):
            return Collection.objects.none()
        held = powers(person)
        rights = {right for action in actions for right in self.RIGHTS.get(action, ())}
        scopes = [held.units_where(right) for right in sorted(rights)]
        if any(scope.all for scope in scopes):
            return Collection.objects.filter(owning_unit__isnull=False)
        unit_ids = {pk for scope in scopes for pk in scope.ids}
        return Collection.objects.filter(owning_unit__unit_id__in=unit_ids)

    def may_view(self, person: Any, instance: Any) -> bool:
        """Tell whether a person may see a picture or file: shared, or of a unit whose texts they read."""
        if instance.is_shared and self._uses_shared(person, {"view"}):
            return True
        return self.collections_for(person, {"view"}).filter(pk=instance.collection_id).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        """Return what a person may use: what their units have, to see and to choose also what is shared."""
        wanted = set(actions) & self.RIGHTS.keys()
        held = Q(collection__in=self.collections_for(user, wanted))
        if self._uses_shared(user, wanted):
            held |= Q(is_shared=True)
        return self.model._default_manager.filter(held)

    def _uses_shared(self, user: Any, actions: set[str]) -> bool:
        """Tell whether what units share is there for a person who does one of the actions anywhere."""
        rights = {right for one in actions & SHARING for right in self.RIGHTS[one]}
        return isinstance(user, Person) and any(map(powers(user).holds, rights))

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Answer for some or all; nothing is ever deleted here, it may stand in an article."""
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Answer for one picture or file; deleting is no."""
        kept = set(actions) - {"delete"}
        if instance.is_shared and self._uses_shared(user, kept):
            return True
        return bool(kept) and bool(
            super().user_has_any_permission_for_instance(user, kept, instance)
        )

    def _check_perm(self, user: Any, actions: Any, collection: Any = None) -> bool:
        found = self.collections_for(user, actions)
        if collection is not None:
            found = found.filter(pk=collection.pk)
        return found.exists()

    def _collections_with_perm(self, user: Any, actions: Any) -> QuerySet[Collection]:
        return self.collections_for(user, actions)

    def _users_with_perm_filter(self, actions: Any, collection: Any = None) -> Q:
        return Q(pk__in=())  # nobody is listed by Wagtail; people are looked up in the contact book


class NobodyPolicy(BasePermissionPolicy):  # type: ignore[misc]
    """Answers no to everything: what Wagtail's own views get for models that are not media."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """No."""
        return False

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """No."""
        return False

    def users_with_any_permission(self, actions: Any) -> QuerySet[Any]:
        """Nobody."""
        return Person.objects.none()


class PastOurActions(RuntimeError):
    """A generic view of Wagtail tried to write a row that only our actions may write."""


def _refuse(action: Any, skip_permission_checks: bool = False) -> NoReturn:
    raise PastOurActions(f"{action.action_name} of {type(action.instance).__name__}")


REFUSED = tuple(
    type(f"Refused{base.__name__}", (base,), {"execute": _refuse})
    for base in (CreateAction, EditAction, DeleteAction)
)


def close_models() -> None:
    """Shut every model against Wagtail's generic views; `open_media` opens two again."""
    policy_registry.register(Model, NobodyPolicy(Person))


def open_media(*models: type[Model]) -> None:
    """Let Wagtail's own views list these media models, unit by unit."""
    for model in models:
        policy = MediaPolicy(model, owner_field_name="uploaded_by_user")
        policy_registry.register(model, policy, exact_class=True)  # Wagtail registers its own later


def refuse_writes(registry: ActionRegistry, *media: type[Model]) -> None:
    """Refuse what Wagtail's generic views would write, but for adding and changing media."""
    for action in REFUSED:
        registry.register(Model, action)
    for model in media:
        registry.register(model, CreateAction)
        registry.register(model, EditAction)
