from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from mingtang.faces.public.nginx_maps import MAPS
from mingtang.faces.public.writing import write_maps

NAMES = {"hosts.json", "redirects.json", *(f"{name}.map" for name in MAPS)}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> None:
    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = tmp_path / "www", tmp_path / "store"


def test_maps_are_written_when_something_changed(at: datetime) -> None:
    folder = Path(settings.PUBLISH_ROOT) / ".maps"

    assert write_maps(at=at) == len(NAMES)
    assert {path.name for path in folder.iterdir()} == NAMES
    assert write_maps(at=at) == 0

    (folder / "hosts.map").unlink()
    assert write_maps(at=at) == 1
    (folder / "folders.map").write_text("an older form", "utf-8")
    assert write_maps(at=at) == 1


def test_maps_for_a_web_server_elsewhere_are_written_there(at: datetime, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"

    assert write_maps(elsewhere, at=at) == len(NAMES)
    assert {path.name for path in (elsewhere / ".maps").iterdir()} == NAMES
