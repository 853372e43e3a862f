"""Pictures and files by key: those that are there, and those that a person may put on a page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.editorial.publishing.assets import asset_rows
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.media import choosable


def media_rows(
    keys: Iterable[str], chooser: tuple[Person, datetime] | None = None
) -> dict[str, Any]:
    """Return the rows of pictures and files by key, those gone left out.

    With a person and a moment, only those that the person may put on a page then.
    """
    rows = asset_rows(keys)
    if chooser is None:
        return rows
    person, at = chooser
    allowed: dict[str, set[int]] = {
        kind: set(
            choosable(model, person, at)
            .filter(pk__in=[row.pk for key, row in rows.items() if key.startswith(f"{kind}:")])
            .values_list("pk", flat=True)
        )
        for kind, model in (("image", get_image_model()), ("document", get_document_model()))
    }
    return {key: row for key, row in rows.items() if row.pk in allowed[key.partition(":")[0]]}
