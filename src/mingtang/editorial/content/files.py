"""The bytes of pictures and files that a revision pins."""

from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.editorial.content.body import files_of


def pinned_files(body: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the SHA-256 of each picture and file of a body, by key; empty for one that is gone."""
    found = dict.fromkeys(files_of(body), "")
    for kind, model in (("image", get_image_model()), ("document", get_document_model())):
        wanted = [int(key.partition(":")[2]) for key in found if key.startswith(f"{kind}:")]
        rows = model.objects.filter(pk__in=wanted).values_list("pk", "digest")
        found |= {f"{kind}:{pk}": digest for pk, digest in rows}
    return found
