"""What rooms above add: files beside the sites, the rest of the work when a column is merged, the style of all frames.

A room above adds its function in `AppConfig.ready()`. Page kinds have a registry of their own, and
bundled themes are added to `themes`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

# What the servers obey: path below the published root (`/.maps/hosts.json`) -> content.
RootFiles = Callable[[], Mapping[str, bytes]]

_root_files: list[RootFiles] = []


def add_root_files(files: RootFiles) -> None:
    """Write and guard these files beside the sites; a repeat is harmless."""
    if files not in _root_files:
        _root_files.append(files)


def root_files() -> dict[str, bytes]:
    """Return all files beside the sites as they should be now."""
    return {path: content for files in _root_files for path, content in files().items()}


# column id, actor, moment -> how many things moved on to the column it was merged into, 0 at the end
MergeStep = Callable[[int, str, datetime], int]

_merge_steps: list[MergeStep] = []


def add_merge_step(step: MergeStep) -> None:
    """Call this for a merged column until it returns 0; a repeat is harmless.

    A step does a bounded piece inside the transaction of the caller and wakes the pages it touched.
    """
    if step not in _merge_steps:
        _merge_steps.append(step)


def merge_step(column_id: int, actor: str, at: datetime) -> int:
    """Move the next things of a merged column; return how many, 0 when nothing is left."""
    return sum(step(column_id, actor, at) for step in _merge_steps)


# site id -> rules that every page of the site obeys at once
SiteStyle = Callable[[int], str]

_site_styles: list[SiteStyle] = []


def add_site_style(style: SiteStyle) -> None:
    """Add rules to the small style sheet that every page of a site links (`/tokens.css`); a repeat is harmless.

    For what changes all frames of a site within seconds; who changes it wakes that file.
    """
    if style not in _site_styles:
        _site_styles.append(style)


def site_style(site_id: int) -> str:
    """Return the rules of all rooms for a site now."""
    return "".join(style(site_id) for style in _site_styles)
