"""The bytes of pictures and files that a revision pins, and what else is known of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
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


@dataclass(frozen=True, slots=True)
class OfficeMedia:
    """A picture or file of the office: its key (`document:7`), its name for people, and its bytes."""

    key: str
    title: str
    kind: str
    digest: str
    path: Path


def stored_files(keys: Iterable[str]) -> list[OfficeMedia]:
    """Return the pictures and files of some keys, in their order; those that are gone are left out."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, OfficeMedia] = {}
    for sort, model in (("image", get_image_model()), ("document", get_document_model())):
        ids = [int(key.partition(":")[2]) for key in wanted if key.startswith(f"{sort}:")]
        for row in model.objects.filter(pk__in=ids) if ids else ():
            key = f"{sort}:{row.pk}"
            found[key] = OfficeMedia(key, row.title, row.kind, row.digest, Path(row.file.path))
    return [found[key] for key in wanted if key in found]


def digests_in_use(digests: Collection[str]) -> set[str]:
    """Return those digests that a picture or file of the office still has."""
    return {
        digest
        for model in (get_image_model(), get_document_model())
        for digest in model.objects.filter(digest__in=digests).values_list("digest", flat=True)
    }
