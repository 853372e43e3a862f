"""The real nginx before a small tree of sites, started once for all tests of a module."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mingtang.faces.public.nginx import Wanted, configuration
from tests.faces.public import site_tree
from tests.faces.public.asking import behind
from tests.harness.nginx import Nginx, make_writable
from tests.harness.processes import free_ports, wait_until


@dataclass(frozen=True)
class Front:
    """A running nginx: its sites, its port, what the process behind it has heard."""

    root: Path
    folder: Path
    port: int
    nginx: Nginx
    heard: list[tuple[str, dict[str, str]]]

    def eventually(self, condition: Callable[[], object]) -> bool:
        """Wait for what nginx remembers for a second."""
        return wait_until(condition, 5)


@pytest.fixture(scope="module", autouse=True)
def _readable_by_nginx() -> Iterator[None]:
    """What these tests write is read by an ordinary user; the platform itself writes for its own."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that an ordinary user may look into."""
    folder = Path(tempfile.mkdtemp(prefix="mingtang-nginx-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def front(open_folder: Path) -> Iterator[Front]:
    root, run = open_folder / "www", open_folder / "run"
    site_tree.write(root)
    make_writable(run)
    port, public = free_ports(2)
    file = open_folder / "nginx.conf"
    wanted = Wanted(
        root,
        behind=f"127.0.0.1:{public}",
        listen=(f"127.0.0.1:{port}",),
        complete=True,
        run_folder=run,
        workers="2",
    )
    file.write_text(configuration(wanted), "utf-8")
    with behind(public) as heard, Nginx(file, run / "nginx.pid").running() as nginx:
        yield Front(root, open_folder, port, nginx, heard)
