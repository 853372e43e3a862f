"""Tables that come with the package can be read: two branches may each add the same key to one."""

import tomllib
from pathlib import Path

import pytest

import mingtang

ROOT = Path(mingtang.__file__).parent
TABLES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.toml"))


@pytest.mark.parametrize("name", TABLES)
def test_every_toml_of_the_package_can_be_read(name: str) -> None:
    assert tomllib.loads((ROOT / name).read_text("utf-8"))
