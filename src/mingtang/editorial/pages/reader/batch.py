"""What one batch has loaded: rows by id, read many at a time, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar, cast

from mingtang.editorial.pages.reader import tables
from mingtang.editorial.themes.shown import ColumnView, SiteView

AnyLoaded = TypeVar("AnyLoaded", bound="Loaded")


@dataclass(frozen=True, slots=True)
class Page:
    """One file to be made: which site, where, of what. `column_id` is the one whose frame it has."""

    target_id: int
    site_id: int
    path: str
    kind: str
    key: str
    column_id: int | None


class Loaded:
    """What a room above loads for one batch, beside sites and columns; see :meth:`Reader.of`."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def forget(self) -> None:
        """Let go of what is large: a batch reads in turns, so that memory stays small."""


class Reader:
    """What one batch has loaded so far; everything is read in the batch's own snapshot."""

    def __init__(self) -> None:
        self.sites: dict[int, SiteView] = {}
        self.columns: dict[int, ColumnView | None] = {}
        self._loaded: dict[type[Loaded], Loaded] = {}

    def load_sites(self, site_ids: Iterable[int]) -> None:
        """Read sites in one query, those not yet known."""
        if missing := set(site_ids) - self.sites.keys():
            self.sites.update(tables.sites(missing))

    def load_columns(self, column_ids: Iterable[int]) -> None:
        """Read columns in one query, those not yet known."""
        if missing := set(column_ids) - self.columns.keys():
            self.columns.update(tables.columns(missing))

    def of(self, kind: type[AnyLoaded]) -> AnyLoaded:
        """Return what a room above has loaded for this batch, empty when first asked for."""
        if kind not in self._loaded:
            self._loaded[kind] = kind(self)
        return cast("AnyLoaded", self._loaded[kind])

    def forget(self) -> None:
        """Let go of what is large, after the pages of one turn."""
        for loaded in self._loaded.values():
            loaded.forget()
