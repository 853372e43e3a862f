"""One batch from claim to files: make, stage, keep, commit the manifest, note what was read, rename, finish.

A crash before the manifest leaves temporary files and claims that come back. A crash after it leaves
a batch in state `writing`: recovery finishes it from the store, so that files of a crashed batch are
told from tampering.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mingtang.editorial.pages.engine import claims, settling, watching
from mingtang.editorial.pages.engine.making import Made, MadeBatch, Maker
from mingtang.editorial.pages.engine.snapshot import snapshot
from mingtang.editorial.pages.enums import BatchKind, BatchState, TargetLane
from mingtang.editorial.pages.models import Batch, Entry
from mingtang.editorial.pages.policies.pauses import LEASE
from mingtang.editorial.pages.rows import insert_rows
from mingtang.editorial.pages.store import Kept, Store
from mingtang.editorial.pages.writing import (
    FEW,
    Staged,
    Tree,
    Twins,
    compressed,
    digest_of,
    discard,
    owner_below,
    swap,
    sync_filesystems,
    told,
)
from mingtang.ground.foundation.keys import new_key
from mingtang.spine.jobs.claims import this_process

logger = logging.getLogger(__name__)
BATCH_SIZE = 200
_LINE = ("target_id", "previous_id", "digest", "twins", "pack_id", "offset", "size")
_KIND_OF_LANE = {
    TargetLane.OWN: BatchKind.OWN,
    TargetLane.DEPENDENT: BatchKind.DEPENDENT,
    TargetLane.BULK: BatchKind.BULK,
}


@dataclass
class Outcome:
    """What became of a batch."""

    written: int = 0
    removed: int = 0
    unchanged: int = 0
    bytes: int = 0
    failed: dict[int, str] = field(default_factory=dict)
    batch_id: int | None = None

    @property
    def done(self) -> int:
        """How many targets were dealt with."""
        return self.written + self.removed + self.unchanged + len(self.failed)


@dataclass(slots=True)
class Change:
    """One file that a batch will change: `staged` is None for one that goes."""

    made: Made
    staged: Staged | None
    twins: Twins | None
    digest: str
    previous_id: int | None


def site_root(code: str) -> Path:
    """Return the folder of a published site."""
    return Path(settings.PUBLISH_ROOT) / code


def site_tree(code: str) -> Tree:
    """Return the tree of a published site."""
    return Tree(site_root(code), owner_below(str(settings.PUBLISH_ROOT)))


def store() -> Store:
    """Return the store of this installation."""
    return Store(Path(settings.PUBLISH_STORE))


def sync_published() -> None:
    """Have what was written from the store outlive a power cut, before its targets point to it.

    A disk that cannot do so is told in the log; checking finds what it lost.
    """
    root = Path(settings.PUBLISH_ROOT)
    if not settings.PUBLISH_SYNC or not root.is_dir():
        return
    try:
        sync_filesystems(str(root))
    except OSError:
        logger.exception("what was written could not be synced")


def work(
    lane: TargetLane,
    *,
    at: datetime,
    limit: int = BATCH_SIZE,
    only: Collection[int] | None = None,
    leave_fresh: bool = False,
) -> Outcome:
    """Claim a batch of a lane, make it and write it; an empty outcome when nothing waits."""
    return make(claims.take(lane, at=at, limit=limit, only=only, leave_fresh=leave_fresh))


def make(claim: claims.Claim) -> Outcome:
    """Make what is claimed and write it; an empty outcome for an empty claim."""
    if not claim:
        return Outcome()
    with snapshot():
        maker = Maker()
        made = maker.make([claimed.page for claimed in claim.targets])
        codes = {pk: site.code for pk, site in maker.reader.sites.items()}
    return BatchWriter(claim, made, codes).write()


class BatchWriter:
    """Writes what was made for a claim."""

    def __init__(self, claim: claims.Claim, made: MadeBatch, codes: dict[int, str]) -> None:
        self.claim = claim
        self.made = made
        self.codes = codes
        self.key = new_key(claim.at)
        self.pack = store().writer(self.key)
        self.trees: dict[int, Tree] = {}
        self.changes: list[Change] = []
        self.kept: dict[int, Kept] = {}
        self.bare: list[int] = []  # written, but their twins could not be
        self.outcome = Outcome(failed=dict(made.failed))
        self._by_target = {claimed.page.target_id: claimed for claimed in claim.targets}

    def write(self) -> Outcome:
        """Stage, keep, commit, rename, finish."""
        try:
            self._stage()
            self._sync()
            batch = self._commit_manifest() if self.changes else None
            self._finish(batch)
        except BaseException:
            # A manifest that was committed is finished by recovery, from the store.
            for change in self.changes:
                if change.staged is not None:
                    discard(change.staged)
            raise
        return self.outcome

    def _stage(self) -> None:
        for made in self.made.made:
            claimed = self._by_target[made.page.target_id]
            digest = "" if made.content is None else digest_of(made.content)
            if digest == claimed.digest:
                self.outcome.unchanged += 1
                continue
            try:
                self._stage_one(made, digest, claimed.entry_id)
            except OSError as error:
                self.outcome.failed[made.page.target_id] = told(error)

    def _stage_one(self, made: Made, digest: str, previous_id: int | None) -> None:
        staged = twins = None
        if made.content is not None:
            if made.has_twins and settings.PUBLISH_COMPRESS:
                twins = compressed(made.content)
            staged = self._tree(made.page.site_id).stage(
                made.page.path, made.content, twins, self.key[-12:]
            )
            gzip = twins.gzip if twins else None
            self.kept[made.page.target_id] = self.pack.add(made.content, gzip)
        self.changes.append(Change(made, staged, twins, digest, previous_id))

    def _tree(self, site_id: int) -> Tree:
        if site_id not in self.trees:
            self.trees[site_id] = site_tree(self.codes[site_id])
        return self.trees[site_id]

    def _sync(self) -> None:
        """Pack and staged files on disk before the manifest says that they are."""
        staged = [change.staged for change in self.changes if change.staged is not None]
        is_large = len(staged) > FEW
        try:
            self.pack.close(sync=settings.PUBLISH_SYNC and not is_large)
            if not settings.PUBLISH_SYNC or not staged:
                return
            if is_large:
                sync_filesystems(str(settings.PUBLISH_ROOT), str(settings.PUBLISH_STORE))
            else:
                Tree(Path(settings.PUBLISH_ROOT)).sync(staged)
        except OSError as error:
            self._fail_all(told(error))

    def _fail_all(self, reason: str) -> None:
        for change in self.changes:
            if change.staged is not None:
                discard(change.staged)
            self.outcome.failed[change.made.page.target_id] = reason
        self.changes, self.kept = [], {}

    def _commit_manifest(self) -> Batch:
        with transaction.atomic():
            batch = Batch.objects.create(
                key=self.key,
                kind=_KIND_OF_LANE[self.claim.lane].value,
                state=BatchState.WRITING.value,
                claim=self.claim.token,
                owner=this_process(),
                lease_until=self.claim.at + LEASE,
                started_at=self.claim.at,
                pages=len(self.changes),
                pack_bytes=self.pack.size,
                has_pack=self.pack.size > 0,
            )
            lines = (self._line(change, batch) for change in self.changes)
            insert_rows(Entry, _LINE, lines, same={"batch_id": batch.pk})
        self.outcome.batch_id = batch.pk
        return batch

    def _line(self, change: Change, batch: Batch) -> tuple[Any, ...]:
        target = change.made.page.target_id
        twins = change.twins.digest if change.twins else ""
        kept = self.kept.get(target)
        place = (batch.pk, kept.offset, kept.size) if kept else (None, 0, 0)
        return (target, change.previous_id, change.digest, twins, *place)

    def _finish(self, batch: Batch | None) -> None:
        """Rename under lock: a claim that was lost meanwhile is not written any more.

        What was read is kept before, by itself, since that may lock the site, where editors and other
        workers wait; after a crash in between the page is made again.
        """
        with transaction.atomic():
            again = self._keep_notes()
        with transaction.atomic():
            if batch is not None and not settling.is_writing(batch):
                self._give_up()
                return
            ours = settling.still_ours(self.claim)
            renamed = {c.made.page.target_id for c in self.changes if self._apply(c, ours)}
            good = [made for made in self.made.made if made.page.target_id in ours]
            good = [made for made in good if made.page.target_id not in self.outcome.failed]
            again &= {made.page.target_id for made in good}
            settling.settle(good, again, batch, renamed, self.claim.at)
            settling.settle_failed(self._failures(ours), self.claim.at)
            settling.let_wait(ours - {m.page.target_id for m in good} - self.outcome.failed.keys())
            if batch is not None:
                settling.close(batch, renamed, self.bare, self.claim.at)
        for notes in self.made.shells.values():
            notes.is_kept = True

    def _keep_notes(self) -> set[int]:
        ours = settling.seems_ours(self.claim)
        made = [one for one in self.made.made if one.page.target_id in ours]
        made = [one for one in made if one.page.target_id not in self.outcome.failed]
        return watching.keep_notes(made, self.made.shells, self.made.changes)

    def _failures(self, ours: Collection[int]) -> dict[int, tuple[str, int]]:
        return {
            pk: (reason, self._by_target[pk].tries + 1)
            for pk, reason in self.outcome.failed.items()
            if pk in ours
        }

    def _give_up(self) -> None:
        for change in self.changes:
            if change.staged is not None:
                discard(change.staged)

    def _apply(self, change: Change, ours: Collection[int]) -> bool:
        """Rename one file, or remove it; tell whether it is done."""
        pk = change.made.page.target_id
        if pk not in ours:
            if change.staged is not None:
                discard(change.staged)
            return False
        try:
            if change.staged is None:
                self._tree(change.made.page.site_id).remove(change.made.page.path)
                self.outcome.removed += 1
            else:
                if not swap(change.staged):
                    self.bare.append(pk)
                self.outcome.written += 1
                self.outcome.bytes += len(change.made.content or b"")
        except OSError as error:
            if change.staged is not None:
                discard(change.staged)
            self.outcome.failed[pk] = told(error)
            return False
        return True
