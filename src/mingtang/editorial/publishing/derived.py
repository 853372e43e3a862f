"""Files made from what is online: where they are, their bytes, what pages show of them."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.core.files.storage import default_storage

from mingtang.editorial.content.models import Release
from mingtang.editorial.pages.rows import Among
from mingtang.editorial.publishing.assets import OtherBytes, asset_views, size_sources
from mingtang.editorial.publishing.models import Address, AssetUse, DerivedSet, SiteAsset
from mingtang.editorial.publishing.shown import PaperView
from mingtang.editorial.themes.shown import AssetView, SourceView

_SOURCES = (("avif", "image/avif"), ("webp", "image/webp"))
_PAPERS = (("pdf", "PDF"), ("docx", "Word"))
_FOLDERS = {"image": "image", "article": "paper"}


def derived_path(owner: str, name: str) -> str:
    """Return where a file is: `/assets/image/5/960.avif`, `/assets/paper/12/12.pdf`."""
    kind, _, number = owner.partition(":")
    return f"/assets/{_FOLDERS[kind]}/{int(number)}/{name}"


def pinned_digest(site_id: int, key: str) -> str:
    """Return the digest of what was reviewed of a picture or file on a site; empty: not used there."""
    uses = AssetUse.objects.filter(
        asset=key, article__addresses__site_id=site_id, article__addresses__is_live=True
    )
    shown = SiteAsset.objects.filter(site_id=site_id, asset=key)
    found = (rows.values_list("digest", flat=True).first() for rows in (uses, shown))
    return next((one for one in found if one), "")


def current_source(site_id: int, owner: str) -> str:
    """Return from which content files of an owner may be online on a site; empty: from none."""
    kind, _, number = owner.partition(":")
    if kind == "image":
        pin = (owner, pinned_digest(site_id, owner))
        return size_sources([pin])[pin] if pin[1] else ""
    if not Address.objects.filter(site_id=site_id, article_id=number, is_live=True).exists():
        return ""
    return paper_sources([int(number)]).get(int(number), "")


def paper_sources(article_ids: Iterable[int]) -> dict[int, str]:
    """Return which version of policies is online, by which their documents are known."""
    rows = Release.objects.filter(Among("pk", list(article_ids)), is_live=True, kind="policy")
    values = rows.values_list("pk", "revision_id", "changed_at")
    return {
        pk: f"revision:{revision}" if revision else changed_at.isoformat()
        for pk, revision, changed_at in values
    }


def papers_of(article_ids: Iterable[int]) -> dict[int, tuple[PaperView, ...]]:
    """Return the documents of policies that were made from what is online."""
    sources = paper_sources(article_ids)
    owners = {f"article:{pk}": pk for pk in sources}
    rows = DerivedSet.objects.filter(owner__in=sorted(owners)) if owners else ()
    return {
        owners[row.owner]: tuple(_papers(row))
        for row in rows
        if row.source == sources[owners[row.owner]]
    }


def _papers(row: DerivedSet) -> Iterator[PaperView]:
    by_form = {one["name"].rpartition(".")[2]: one for one in row.files}
    for form, label in _PAPERS:
        if (one := by_form.get(form)) is not None:
            yield PaperView(label, form, derived_path(row.owner, one["name"]), one["size"])


def derived_paths(owners: Iterable[str]) -> dict[str, str]:
    """Return where the files of owners are, by their keys (`image:5/960.avif`)."""
    rows = DerivedSet.objects.filter(owner__in=sorted(owners)).values_list("owner", "files")
    return {
        f"{owner}/{one['name']}": derived_path(owner, one["name"])
        for owner, files in rows
        for one in files
    }


def derived_bytes(row: DerivedSet, name: str) -> bytes | None:
    """Return the content of one file, or None when the set has none of that name.

    :raises OtherBytes: it is not the content that was made.
    :raises OSError: it cannot be read.
    """
    known = next((one for one in row.files if one["name"] == name), None)
    if known is None:
        return None
    with default_storage.open(known["place"], "rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != known["digest"]:
        raise OtherBytes(f"“{name}”（{row.owner}）与生成时的内容不同，没有写入。")
    return content


def with_sources(key: str, view: AssetView, files: list[dict[str, Any]]) -> AssetView:
    """Return a picture with the sizes that were made of it."""
    fallback = next((one for one in files if one["name"].endswith(".jpg")), None)
    if fallback is None:
        return view
    sources = (
        SourceView(media_type, _srcset(key, [one for one in files if one["name"].endswith(form)]))
        for form, media_type in _SOURCES
    )
    shown = derived_path(key, fallback["name"])
    return replace(
        view,
        link=shown if view.is_marked else view.link,
        sources=tuple(one for one in sources if one.srcset),
        shown=shown,
    )


def is_withheld(key: str) -> bool:
    """Tell whether readers get sizes with a mark in place of an original."""
    if not key.startswith("image:"):
        return False
    row = DerivedSet.objects.filter(owner=key).first()
    return bool(row and row.files) and any(
        view and view.is_marked for view in asset_views([key]).values()
    )


def _srcset(key: str, files: list[dict[str, Any]]) -> str:
    listed = sorted(files, key=lambda one: int(one["width"]))
    return ", ".join(f"{derived_path(key, one['name'])} {one['width']}w" for one in listed)
