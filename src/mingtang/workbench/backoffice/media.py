"""Pictures and files of the units, for other rooms."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.blocks import StreamValue
from wagtail.permissions import policy_registry

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.actions.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from mingtang.workbench.backoffice.permissions import MediaPolicy

__all__ = [
    "choosable",
    "ensure_unit_collection",
    "let_view",
    "may_use_media",
    "viewable",
    "was_shown",
]

SHOWN = "shown_media"  # in the session: pictures and files that stood in something visible
MOST_SHOWN = 300


def may_use_media(person: Person, body: StreamValue, before: StreamValue | None = None) -> Decision:
    """Say whether a body holds only pictures and files that this person may choose.

    A posted block, a link or a picture inside rich text can name any id; Wagtail checks none of
    them. What stood in the body before is left alone: a colleague of another unit may have put it
    there rightly.
    """
    known = set(_references(before)) if before is not None else set()
    for model, pk in set(_references(body)) - known:
        policy = policy_registry.get_by_type(model)
        chosen = policy.instances_user_has_any_permission_for(person, ["choose"])
        if not chosen.filter(pk=pk).exists():
            text = "正文里有您不能使用的图片、文件或链接，请删去后从本单位素材库中另选。"
            return no("desk.foreign_media", text, "body")
    return YES


def choosable(model: type[Model], person: Person, at: datetime) -> QuerySet[Any]:
    """Return the pictures or files that a person may put on a page: of units it writes for, and shared ones."""
    return _reached(model, person, at, MediaPolicy.RIGHTS["choose"])


def viewable(model: type[Model], person: Person, at: datetime) -> QuerySet[Any]:
    """Return the pictures or files that a person finds in the library: of units it reads, and shared ones."""
    return _reached(model, person, at, MediaPolicy.RIGHTS["view"])


def viewable_owners(person: Person, at: datetime) -> QuerySet[Unit]:
    """Return the units of which a person finds pictures or files in the library."""
    is_all, units, sees_shared = _reach(person, at, MediaPolicy.RIGHTS["view"])
    rows = Unit.objects.filter(media_collection__isnull=False)
    if is_all:
        return rows
    held = Q(pk__in=units)
    for model in (Picture, OfficeFile) if sees_shared else ():
        shared = model._default_manager.filter(is_shared=True)
        held |= Q(media_collection__collection__in=shared.values("collection"))
    return rows.filter(held)


def _reached(
    model: type[Model], person: Person, at: datetime, rights: Sequence[str]
) -> QuerySet[Any]:
    is_all, units, sees_shared = _reach(person, at, rights)
    rows = model._default_manager.all()
    if is_all:
        return rows.filter(collection__owning_unit__isnull=False)
    held = Q(collection__owning_unit__unit_id__in=units)
    return rows.filter(held | Q(is_shared=True) if sees_shared else held)


def _reach(person: Person, at: datetime, rights: Sequence[str]) -> tuple[bool, set[int], bool]:
    """Return whether one of the rights reaches every unit, else the ids of units, and whether it is held."""
    powers = authority.powers_of(person, at)
    scopes = [powers.units_where(right) for right in rights]
    units = {pk for scope in scopes for pk in scope.ids}
    return any(scope.all for scope in scopes), units, any(map(powers.holds, rights))


def let_view(request: HttpRequest, bodies: Iterable[StreamValue]) -> None:
    """Let a person see the pictures and files of bodies that they may see, whosever they are.

    The desk reads and reviews what other units send in; their collections stay closed to it. What
    was shown is kept in the session, the latest last, and ends with it.
    """
    person: Any = request.user
    wanted: dict[type[Model], set[str]] = {}
    for model, pk in (one for body in bodies for one in _references(body)):
        wanted.setdefault(model, set()).add(pk)
    shown: list[str] = []
    for model, pks in wanted.items():
        policy = policy_registry.get_by_type(model)
        if not hasattr(policy, "collections_for"):
            continue
        own = model._default_manager.filter(
            pk__in=pks, collection__in=policy.collections_for(person, {"view"})
        )
        seen = {str(pk) for pk in own.values_list("pk", flat=True)}
        shown += [f"{model._meta.label_lower}:{pk}" for pk in sorted(pks - seen)]
    known: list[str] = request.session.get(SHOWN, [])
    if set(shown) - set(known):
        kept = [one for one in known if one not in shown] + shown
        request.session[SHOWN] = kept[-MOST_SHOWN:]


def was_shown(request: HttpRequest, instance: Model) -> bool:
    """Tell whether a picture or file stood in something that was shown in this session."""
    key = f"{instance._meta.label_lower}:{instance.pk}"
    return key in request.session.get(SHOWN, [])


def _references(body: StreamValue) -> list[tuple[type[Model], Any]]:
    return [(model, str(pk)) for model, pk, *_ in body.stream_block.extract_references(body)]
