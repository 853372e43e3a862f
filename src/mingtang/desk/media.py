"""Pictures and files of the units, for other rooms."""

from typing import Any

from django.db.models import Model
from wagtail.blocks import StreamValue
from wagtail.permissions import policy_registry

from mingtang.desk.actions.media import ensure_unit_collection
from mingtang.foundation.decisions import YES, Decision, no
from mingtang.organization.models import Person

__all__ = ["ensure_unit_collection", "may_use_media"]


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


def _references(body: StreamValue) -> list[tuple[type[Model], Any]]:
    return [(model, str(pk)) for model, pk, *_ in body.stream_block.extract_references(body)]
