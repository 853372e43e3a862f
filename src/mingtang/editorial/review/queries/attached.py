"""What machines found in the attachments of an article, and at the ends of its links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from mingtang.editorial.content.body import files_of
from mingtang.editorial.content.files import OfficeMedia, stored_files
from mingtang.editorial.review.enums import LinkState
from mingtang.editorial.review.models import CheckedLink, FileWords
from mingtang.editorial.review.policies import PlacedRemark, link_key, links_in, remarks_in_file
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.files.kinds import IMAGES
from mingtang.ground.papers.file_texts import readable_kinds
from mingtang.workbench.proofing import ProofBook, Wording
from mingtang.workbench.proofing.leaders import ListedLeader
from mingtang.workbench.proofing.remarks import remark

FRESH = timedelta(days=1)  # a link is not requested again before
MOST_LINKS = 100  # of an article

OwnWords = tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class CheckFindings:
    """Remarks, and in Chinese what was checked when, and what was not."""

    remarks: list[PlacedRemark]
    notes: list[str]


def files_to_read(blocks: Iterable[Mapping[str, Any]]) -> list[OfficeMedia]:
    """Return the files and pictures of a body whose words can be had on this machine."""
    kinds = readable_kinds()
    reads_pictures = not kinds.isdisjoint(IMAGES)
    keys = [key for key in files_of(blocks) if reads_pictures or not key.startswith("image:")]
    return [one for one in stored_files(keys) if one.kind in kinds]


def _name(file: OfficeMedia) -> str:
    return f"{'图片' if file.kind in IMAGES else '附件'}“{file.title}”"


def in_files(
    blocks: Iterable[Mapping[str, Any]],
    own: OwnWords,
    leaders: tuple[ListedLeader, ...],
    today: date,
) -> CheckFindings:
    """Return what is remarked in attached files, by the same rules as in the text."""
    files = files_to_read(blocks)
    digests = [one.digest for one in files]
    rows = FileWords.objects.filter(digest__in=digests) if digests else FileWords.objects.none()
    notes_of = dict(rows.values_list("digest", "note"))
    found: list[PlacedRemark] = []
    notes: list[str] = []
    for one in files:
        if one.digest not in notes_of:
            notes.append(f"{_name(one)}正在检查，稍后刷新页面查看。")
            continue
        if note := notes_of[one.digest]:
            notes.append(f"{_name(one)}：{note}。")
        placed = _in_file(one.digest, own, leaders, today)
        found += [replace(each, where=f"{_name(one)}{each.where}") for each in placed]
    done = sum(not notes_of.get(one.digest, "-") for one in files)
    return CheckFindings(found, [*([f"已检查 {done} 个附件里的文字。"] if done else []), *notes])


@lru_cache(maxsize=256)
def _in_file(
    digest: str, own: OwnWords, leaders: tuple[ListedLeader, ...], today: date
) -> tuple[PlacedRemark, ...]:
    """Return the remarks on a file; what it says never changes under its digest."""
    pieces = FileWords.objects.values_list("pieces", flat=True).get(digest=digest)
    return tuple(
        remarks_in_file([(where, text) for where, text in pieces], book_of(own, leaders, today))
    )


@lru_cache(maxsize=8)
def book_of(own: OwnWords, leaders: tuple[ListedLeader, ...], today: date) -> ProofBook:
    """Return the rules with the words and leaders of an office, compiled."""
    return ProofBook([Wording(*one) for one in own], leaders, today)


def links_to_check(blocks: Iterable[Mapping[str, Any]], at: datetime) -> list[str]:
    """Return the links of a body that were not requested within a day."""
    links = list(links_in(blocks))[:MOST_LINKS]
    known = _checked(links)
    return [one for one in links if one not in known or known[one].checked_at <= at - FRESH]


def in_links(blocks: Iterable[Mapping[str, Any]]) -> CheckFindings:
    """Return the links of a body that are dead, and when they were requested."""
    links = links_in(blocks)
    known = _checked(links)
    if not links:
        return CheckFindings([], [])
    found = [
        PlacedRemark(
            f"链接“{words[:30]}”",
            remark("dead_link", address, 0, len(address), hint=_told(known[address])),
        )
        for address, words in links.items()
        if address in known and known[address].state == LinkState.DEAD
    ]
    notes = []
    if waiting := len(links) - len(known):
        notes.append(f"{waiting} 个链接还没有检查。")
    if unsure := sum(one.state == LinkState.UNSURE for one in known.values()):
        notes.append(f"{unsure} 个链接没有连上，可能是对方网站一时不通，请自行点开核对。")
    if known:
        last = max(one.checked_at for one in known.values())
        notes.insert(0, f"已检查 {len(known)} 个链接（{_moment(last)}）。")
    return CheckFindings(found, notes)


def _checked(links: Iterable[str]) -> dict[str, CheckedLink]:
    by_key = {link_key(one): one for one in links}
    if not by_key:
        return {}
    rows = CheckedLink.objects.filter(digest__in=list(by_key))
    return {by_key[row.digest]: row for row in rows}


def _told(link: CheckedLink) -> str:
    return f"{_moment(link.checked_at)}检查：{link.note}。请改正或者删去链接。"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%m-%d %H:%M}"
