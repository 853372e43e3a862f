"""Make `chromium_86.json` from the file `data.json` of the npm package @mdn/browser-compat-data.

npm pack @mdn/browser-compat-data && tar xzf mdn-browser-compat-data-*.tgz
.venv/bin/python -m tests.chromium_level.derive package/data.json
"""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.chromium_level.table import LEVEL, NEVER, PATH

Data = dict[str, Any]
COLOURS_AND_SHAPES = {"color", "basic-shape", "image"}


def first_version(feature: Data) -> float | None:
    """Return the first Chromium that knows a feature as it is; None where that is not known."""
    support = feature.get("__compat", {}).get("support", {}).get("chrome")
    if support is None:
        return None
    versions = [math.inf]
    for one in support if isinstance(support, list) else [support]:
        added = one.get("version_added")
        if one.keys() & {"flags", "prefix", "alternative_name"} or not added:
            continue
        versions.append(
            math.inf if added == "preview" else int(str(added).lstrip("≤").split(".")[0])
        )
    return min(versions)


def newer(features: Data) -> Iterator[tuple[str, int]]:
    """Yield the features of a group that are newer than the level, with their version."""
    for name, feature in features.items():
        if name != "__compat" and (since := first_version(feature)) and since > LEVEL:
            yield name, NEVER if since == math.inf else int(since)


def style_names(css: Data) -> dict[str, dict[str, int]]:
    """Return the newer names of a style sheet by kind."""
    properties, rules = css["properties"], css["at-rules"]
    functions = dict(newer(css["types"]))
    for kind in COLOURS_AND_SHAPES:
        functions |= newer(css["types"][kind])
    values = {
        f"{name}: {value}": since
        for name, one in properties.items()
        for value, since in newer(one)
        if since and "_" not in value
    }
    return {
        "properties": dict(newer(properties)),
        "values": values,
        "at-rules": dict(newer(rules)),
        "media": dict(newer(rules["media"])),
        "selectors": dict(newer(css["selectors"])),
        "functions": {name: since for name, since in functions.items() if "_" not in name},
    }


def script_names(interfaces: Data) -> dict[str, dict[str, int]]:
    """Return the newer globals, the newer members, and those that another interface has long had.

    A member of the second kind can only be told where it stands behind the name of its interface.
    """
    globals_ = {name: since for name, since in newer(interfaces) if since}
    members: dict[str, int] = {}
    statics: dict[str, int] = {}
    old: set[str] = set()
    for title, interface in interfaces.items():
        own = {name: one for name, one in interface.items() if not name.startswith(("__", "@@"))}
        late = dict(newer(own))
        is_late = (first_version(interface) or 0) > LEVEL
        for name, one in own.items():
            member, since = name.removesuffix("_static"), late.get(name)
            if since is None and first_version(one) is not None and not is_late:
                old.add(member)
            elif since:
                members[member] = min(since, members.get(member, since))
                statics[f"{title}.{member}"] = since
    known = old | globals_.keys()
    return {
        "globals": globals_,
        "members": {name: since for name, since in members.items() if name not in known},
        "statics": {
            name: since
            for name, since in statics.items()
            if name.split(".")[1] in known and name.split(".")[0] not in globals_
        },
    }


def main(source: str) -> None:
    """Write the table."""
    data = json.loads(Path(source).read_text())
    names = style_names(data["css"]) | script_names(data["api"] | data["javascript"]["builtins"])
    PATH.write_text(json.dumps(names, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
