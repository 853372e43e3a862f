"""Policies as documents of Word and PDF, from what is online and from the pictures that were reviewed."""

from collections.abc import Mapping

from mingtang.editorial.content.files import pinned_files
from mingtang.editorial.content.models import Release
from mingtang.editorial.content.official import official_document
from mingtang.editorial.publishing.assets import asset_bytes
from mingtang.ground.papers.pdf import PdfUnavailable, write_pdf


def written_papers(release: Release) -> tuple[dict[str, bytes], str]:
    """Return the files of a policy by name, and what is missing in Chinese words.

    :raises UnusablePicture: a picture cannot be read.
    :raises OtherBytes: a picture is not what was reviewed.
    """
    from mingtang.ground.papers.word import write_word  # slow import

    pins = release.revision.files if release.revision else pinned_files(release.body)
    document = official_document(release, lambda number: _picture(number, pins))
    made = {f"{release.pk}.docx": write_word(document)}
    try:
        made[f"{release.pk}.pdf"] = write_pdf(document)
    except PdfUnavailable as missing:
        return made, str(missing)
    return made, ""


def _picture(number: int, pins: Mapping[str, str]) -> bytes | None:
    key = f"image:{number}"
    content = asset_bytes(key, pins.get(key, ""))
    return None if content is None else bytes(content)
