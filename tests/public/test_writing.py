from pathlib import Path

import pytest

from mingtang.public.nginx_maps import MAPS
from mingtang.public.writing import write_maps


@pytest.mark.django_db
def test_maps_are_written_when_something_changed(tmp_path: Path) -> None:
    names = {"hosts.json", "redirects.json", *(f"{name}.map" for name in MAPS)}

    assert write_maps(tmp_path) == len(names)
    assert {path.name for path in (tmp_path / ".maps").iterdir()} == names
    assert write_maps(tmp_path) == 0

    (tmp_path / ".maps/hosts.map").unlink()
    assert write_maps(tmp_path) == 1
    (tmp_path / ".maps/folders.map").write_text("an older form", "utf-8")
    assert write_maps(tmp_path) == 0
    assert write_maps(tmp_path, anew=True) == 1
