"""What rooms above add to homes, in `AppConfig.ready()`."""

# title and address of a page where readers write to an office, or read what it answered
_reader_entries: dict[str, tuple[str, str, int]] = {}


def offer_reader_entry(title: str, link: str, *, order: int) -> None:
    """Offer a page of a room among the links with which a new home begins; a repeat is harmless."""
    _reader_entries[link] = (title, link, order)


def reader_entries() -> list[tuple[str, str]]:
    """Return title and address of the pages that rooms offer, in their order."""
    return [one[:2] for one in sorted(_reader_entries.values(), key=lambda one: one[2])]
