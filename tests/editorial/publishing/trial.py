"""An editor and two workers that someone kills at random, while readers look on.

Run as `python -m tests.editorial.publishing.trial FOLDER ROOT STORE KILLS BUSY`: a process of its own that loads
the platform once, forks the others, kills and replaces them, and ends. Every other time all are killed
in the middle of a renaming, and whatever they left is looked at before anybody mends it. `BUSY` more
processes only use the processor. What they did is in the database of MINGTANG_DATABASE_URL, in the
published files, in what the readers noted, and in `tampering`.
"""

import os
import random
import select
import signal
import sys
import time
import traceback
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli

if TYPE_CHECKING:
    from mingtang.faces.public.server import SiteServer

READERS = 2
WORKERS = 2
HOSTS = {"portal": "www.mingzhou.gov.cn", "edu": "jyj.mingzhou.gov.cn"}
FIXED = ("/index.html", "/news/index.html", "/news/feed.xml", "/feed.xml", "/sitemap-1.xml")


def edit(folder: Path) -> None:
    """Publish and correct articles, as fast as it goes; own pages are made by this process."""
    from mingtang.editorial.content.models import Article  # needs set-up
    from mingtang.editorial.publishing.actions import (  # needs set-up
        publish_article,
        take_down_article,
    )
    from mingtang.ground.foundation.clock import now  # needs set-up
    from tests.editorial.publishing.people import present_cast  # needs set-up
    from tests.factories.publishing import published_article, revised  # needs set-up

    cast = present_cast()
    while True:
        title = f"{random.getrandbits(64):x}"
        known = list(Article.objects.filter(state="published").values_list("pk", flat=True)[:200])
        choice = random.random()
        if known and choice < 0.35:
            article = revised(cast, random.choice(known), now(), title=title)
            publish_article(actor=cast.desk_editor, at=now(), article_id=article.pk)
        elif known and choice < 0.45:
            take_down_article(
                actor=cast.desk_editor,
                at=now(),
                article_id=random.choice(known),
                reason_code="error",
                reason="有误",
            )
        else:
            published_article(cast, now(), columns=[cast.news, cast.edu_news], title=title)


def work(folder: Path) -> None:
    """Be a worker: urgent pages, bulk, and what crashed."""
    from mingtang.editorial.pages.engine.lanes import work_bulk, work_urgent  # needs set-up
    from mingtang.editorial.pages.engine.recovery import recover  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up

    while True:
        if not (work_urgent(now()) + work_bulk(now()) + recover(now())):
            time.sleep(0.01)


def read(folder: Path) -> None:
    """Be a reader at the built-in server: page, gzip, brotli in turns; note each other version."""
    from mingtang.faces.public.server import SiteServer  # needs set-up

    root = Path(os.environ["MINGTANG_TRIAL_ROOT"])
    server = SiteServer(root, _nothing_behind)
    latest: dict[str, str] = {}
    with (folder / f"read-{os.getpid()}").open("a", buffering=1) as notes:
        while True:
            for path in _paths(root):
                for coding, unpack in _ENCODINGS.items():
                    _look(_fetch(server, path, coding), unpack, path, latest, notes.write)


def _nothing_behind(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("404 Not Found", [])  # before the server knows its hosts
    return []


def _fetch(server: "SiteServer", path: str, coding: str) -> tuple[str, bytes] | None:
    """Return coding and body of a page, None while or after it is not online."""
    _, code, rest = path.split("/", 2)
    told: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=status, coding=dict(headers).get("Content-Encoding", ""))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/{rest}",
        "HTTP_HOST": HOSTS[code],
        "HTTP_ACCEPT_ENCODING": coding,
    }
    body = b"".join(server(environ, start))
    return (told["coding"], body) if told["status"] == "200 OK" else None


def _look(
    answer: tuple[str, bytes] | None,
    unpack: Callable[[bytes], bytes],
    path: str,
    latest: dict[str, str],
    note: Callable[[str], object],
) -> None:
    if answer is None:
        return
    coding, raw = answer
    try:
        digest = sha256(unpack(raw) if coding else raw).hexdigest()
    except (zlib.error, brotli.error):
        digest = f"torn:{len(raw)}"
    if latest.get(path) != digest:
        latest[path] = digest
        note(f"{path} {digest}\n")


def _plain(raw: bytes) -> bytes:
    return raw


def _gunzip(raw: bytes) -> bytes:
    return zlib.decompress(raw, 31)


_ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": _plain,
    "gzip": _gunzip,
    "br": brotli.decompress,
}


def _paths(root: Path) -> Iterator[str]:
    for code in ("portal", "edu"):
        for path in FIXED:
            yield f"/{code}{path}"
    pages = sorted((root / "portal/news").glob("2*/[!.]*.html"))
    for page in random.sample(pages, min(20, len(pages))):
        yield f"/{page.relative_to(root).as_posix()}"


def burn(folder: Path) -> None:
    """Use the processor, so that the others are interrupted anywhere."""
    while True:
        sha256(bytes(100_000)).digest()


def start(role: Callable[[Path], None], folder: Path) -> int:
    """Fork a process and return its id."""
    pid = os.fork()
    if pid:
        return pid
    random.seed(os.getpid())
    status = 1
    try:
        role(folder)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def conduct(folder: Path, kills: int, busy: int) -> None:
    """Let them all run and kill an editor or worker again and again."""
    roles: dict[int, Callable[[Path], None]] = {}
    for role in (edit, *[work] * WORKERS, *[read] * READERS, *[burn] * busy):
        roles[start(role, folder)] = role
    try:
        _kill_again_and_again(roles, folder, kills)
    finally:  # nobody outlives the trial, whatever went wrong
        for pid in roles:
            os.kill(pid, signal.SIGKILL)
        for pid in roles:
            os.waitpid(pid, 0)


def _kill_again_and_again(
    roles: dict[int, Callable[[Path], None]], folder: Path, kills: int
) -> None:
    _wait_for_the_first_page()
    _tell_the_server()
    killed = 0
    while killed < kills:
        mortal = [pid for pid, role in roles.items() if role in {edit, work}]
        if random.random() < 0.5:
            _wait_for_another_version()
            time.sleep(random.uniform(0, 0.3))
            victims = [random.choice(mortal)]
        else:
            _wait_for_a_renaming()
            victims = mortal
        _kill(victims, roles)
        if victims == mortal:
            _look_for_tampering(folder)
        for victim in victims:
            role = roles.pop(victim)
            roles[start(role, folder)] = role
        killed += len(victims)
    time.sleep(0.3)


def _kill(victims: list[int], roles: dict[int, Callable[[Path], None]]) -> None:
    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    for victim in victims:
        _, status = os.waitpid(victim, 0)
        if not os.WIFSIGNALED(status):
            raise SystemExit(f"{roles[victim].__name__} ended by itself")


def _look_for_tampering(folder: Path) -> None:
    """Note what a check would call tampering while nobody is at work."""
    from django.db import connections  # needs set-up

    from mingtang.editorial.pages.engine.verification import confirmed  # needs set-up
    from mingtang.editorial.pages.engine.walking import suspects_of  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up

    with (folder / "tampering").open("a") as notes:
        for site in GovSite.objects.filter(code__in=HOSTS):
            for suspect in suspects_of(site):
                if (difference := confirmed(suspect)) is not None:
                    notes.write(f"{difference}\n")
        notes.write("looked\n")
    connections.close_all()


def _wait_for_a_renaming() -> None:
    """Return as soon as files of a column's head are exchanged, or after some seconds without."""
    from mingtang.editorial.pages.inotify import Noticed, TreeWatch  # needs set-up

    watch = TreeWatch(Path(os.environ["MINGTANG_TRIAL_ROOT"]) / "portal/news")
    latest = time.monotonic() + 5
    wanted = f"{watch.root}/index.html"
    try:
        while (rest := latest - time.monotonic()) > 0:
            select.select([watch], [], [], rest)
            noticed = Noticed()
            watch.look(noticed)
            if any(name.startswith(wanted) for name in noticed.names):
                return
    finally:
        watch.close()


def _wait_for_the_first_page() -> None:
    latest = time.monotonic() + 60
    while not (Path(os.environ["MINGTANG_TRIAL_ROOT"]) / "portal/news/index.html").exists():
        if time.monotonic() > latest:
            raise SystemExit("nothing was published in a minute")
        time.sleep(0.05)


def _tell_the_server() -> None:
    from django.db import connections  # needs set-up

    from mingtang.faces.public.writing import write_maps  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up

    write_maps(at=now())
    connections.close_all()  # those that are forked later must not share it


def _wait_for_another_version() -> None:
    """Let something come online between two kills, however slow the machine is."""
    head = Path(os.environ["MINGTANG_TRIAL_ROOT"]) / "portal/news/index.html"
    before, latest = _inode(head), time.monotonic() + 5
    while _inode(head) == before and time.monotonic() < latest:
        time.sleep(0.01)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def load(root: str, store: str) -> None:
    """Set up the platform with its published files and store in folders of the test."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingtang.wiring.config.settings"
    os.environ["MINGTANG_TRIAL_ROOT"] = root
    import django  # slow import

    django.setup()
    from django.conf import settings  # needs set-up

    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = Path(root), Path(store)
    settings.PUBLISH_SYNC = False
    import tests.editorial.publishing.people  # slow import
    import tests.factories.publishing  # slow import

    assert (
        tests.editorial.publishing.people
    )  # loaded before the forks, so that a new process works at once


if __name__ == "__main__":
    load(sys.argv[2], sys.argv[3])
    conduct(Path(sys.argv[1]), int(sys.argv[4]), int(sys.argv[5]))
