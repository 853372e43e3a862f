"""A full run that is interrupted loses nothing, and `mingtang publish work` ends it."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django.fixtures import Settings

from bench.archive import load_content
from mingtang.editorial.pages.models import Target
from tests.factories.publishing import from_nothing, tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ARTICLES = 600


def _url() -> str:
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def _start(home: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "MINGTANG_HOME": str(home),
        "MINGTANG_DATABASE_URL": _url(),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "mingtang", "publish", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_an_interrupted_full_run_goes_on(at: datetime, tmp_path: Path, settings: Settings) -> None:
    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = tmp_path / "www", tmp_path / "store"
    load_content(site_code="portal", articles=ARTICLES, columns=6, at=at, years=1)

    full = _start(tmp_path, "full", "--site", "portal", "--by", "operator")
    latest = time.monotonic() + 120
    while not list((tmp_path / "www").rglob("*.html"))[:1] and time.monotonic() < latest:
        time.sleep(0.02)
    full.send_signal(signal.SIGINT)
    told, _ = full.communicate(timeout=60)
    assert full.returncode == 130, told.decode()
    assert "接着做" in told.decode()
    assert Target.objects.filter(kind="article", state="written").count() < ARTICLES

    rest = _start(tmp_path, "work")
    told, _ = rest.communicate(timeout=240)

    assert rest.returncode == 0, told.decode()
    assert not Target.objects.exclude(state__in=["written", "gone"]).exists()
    assert tree("portal") == from_nothing("portal")
    assert tmp_path / "www" == django_settings.PUBLISH_ROOT
