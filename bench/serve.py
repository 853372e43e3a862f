"""How much nginx loses by our full configuration, beside the barest one over the same bytes.

    python bench/serve.py                       2,000 articles, seven pairs of 3 s a row
    python bench/serve.py --articles 300 --pairs 3 --seconds 1

A site is rendered and published as in service, with gzip and brotli copies. `wrk` walks all its
addresses, in the same order, through one nginx with the configuration that `mingtang webserver
nginx` prints and through another whose server block says `root`, `sendfile` and `gzip_static`. Both
keep the same log and have as many processes. Rows: all addresses as browsers ask for them, the same
without compression, articles alone (a folder costs the barest nginx a second look). The runs of a pair follow each other, and each pair
begins with the other one; the ratio is the median of the pairs.

Needs nginx and wrk (`apt install nginx-light wrk`). Exit code 1: a ratio below 0.93.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - after the path is set
from tests.harness.nginx import Nginx, find_nginx, make_writable  # noqa: E402
from tests.harness.processes import free_ports  # noqa: E402

BOUND = 0.93
COLUMNS = 60
SITE = "portal"
HOST = "127.0.0.1"
TWINS = (".gz", ".br")
ARTICLE = re.compile(r"/\d{6}/\d+\.html$")
# What is asked for: all addresses by browsers, by who takes no compression; articles alone.
ROWS = (
    ("gzip", "all", "gzip, deflate"),
    ("plain", "all", ""),
    ("article", "articles", "gzip, deflate"),
)
WALK = """
local asked = {}
local at = 0
function init(arguments)
  local headers = {["Host"] = "127.0.0.1"}
  if arguments[2] ~= nil then headers["Accept-Encoding"] = arguments[2] end
  for path in io.lines(arguments[1]) do
    asked[#asked + 1] = wrk.format("GET", path, headers)
  end
end
function request()
  at = at % #asked + 1
  return asked[at]
end
function done(summary, latency, requests)
  local e = summary.errors
  print(string.format('{"requests": %d, "seconds": %f, "bytes": %d, "errors": %d}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""
BAREST = """worker_processes {workers};
daemon off;
pid "{run}/nginx.pid";
error_log "{run}/error.log" warn;
events {{ worker_connections 4096; }}
http {{
{temporary}
{log}
access_log "{run}/access.log" mingtang buffer=64k flush=5s;
types {{ text/html html; text/css css; text/xml xml; text/plain txt; text/javascript js; }}
server {{
    listen {address};
    root "{root}";
    sendfile on;
    gzip_static on;
}}
}}
"""


@dataclass(frozen=True)
class Load:
    """What wrk does in one run."""

    seconds: float
    connections: int
    script: Path
    lists: Path

    def run(self, port: int, listed: str, coding: str) -> float:
        """Return the requests that were answered in a second. :raises SystemExit: on any error."""
        command = [
            "wrk", "-t", "1", "-c", str(self.connections), "-d", f"{self.seconds}s",
            "-s", str(self.script), f"http://{HOST}:{port}", "--", str(self.lists / listed),
        ]  # fmt: skip
        said = subprocess.run(
            [*command, *([coding] if coding else [])], capture_output=True, text=True, check=True
        ).stdout
        found = json.loads(said.strip().splitlines()[-1])
        if found["errors"]:
            raise SystemExit(f"{found['errors']} requests failed:\n{said}")
        return float(found["requests"] / found["seconds"])


def publish(articles: int) -> Path:
    """Load articles, publish the site; return the publishing root."""
    from django.conf import settings  # needs set-up

    from bench.archive import load_content  # needs set-up
    from mingtang.faces.public.writing import write_maps  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.wiring.cli.publish_work import work_off  # needs set-up

    load_content(site_code=SITE, articles=articles, columns=COLUMNS, at=now())
    if not work_off(2, quietly=True):
        raise SystemExit("the site could not be published")
    write_maps(at=now())
    return Path(settings.PUBLISH_ROOT)


def addresses(site: Path) -> Iterator[str]:
    """Yield the addresses of a site in a fixed order, as readers write them."""
    for file in sorted(site.rglob("*")):
        path = file.relative_to(site).as_posix()
        if file.is_file() and file.suffix not in TWINS and not path.startswith("."):
            yield "/" + quote(
                path.removesuffix("index.html") if file.name == "index.html" else path
            )


def full_configuration(root: Path, run: Path, port: int, workers: int) -> str:
    """Return what the command prints."""
    from mingtang.faces.public.nginx import Wanted, configuration  # needs set-up

    listen = (f"{HOST}:{port}",)
    wanted = Wanted(root, listen=listen, complete=True, run_folder=run, workers=str(workers))
    return configuration(wanted)


def barest_configuration(root: Path, run: Path, port: int, workers: int, full: str) -> str:
    """Return the barest configuration, with the log of the full one."""
    log = re.search(r"map \$args \$mingtang_asked.*?log_format .*?;\n", full, re.DOTALL)
    assert log, "the full configuration has no log"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return BAREST.format(
        workers=workers,
        run=run,
        log=log[0],
        temporary="\n".join(f'{kind}_temp_path "{run}/{kind}";' for kind in kinds),
        address=f"{HOST}:{port}",
        root=root / SITE,
    )


def versions() -> str:
    """Return the versions of both programs."""
    nginx = subprocess.run([find_nginx(), "-v"], capture_output=True, text=True, check=True).stderr
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False)
    return f"{nginx.strip().partition(': ')[2]}, {(wrk.stdout + wrk.stderr).split(' [')[0]}"


def measure(load: Load, ports: dict[str, int], pairs: int) -> bool:
    """Run the pairs of each row, print them; return whether all rows are good enough."""
    is_good = True
    for row, listed, coding in ROWS:
        for port in ports.values():
            load.run(port, listed, coding)  # warms the files up
        found: dict[str, list[float]] = {name: [] for name in ports}
        for pair in range(pairs):
            for name in list(ports) if pair % 2 else list(reversed(ports)):
                found[name].append(load.run(ports[name], listed, coding))
        ratios = [full / bare for full, bare in zip(found["full"], found["barest"], strict=True)]
        ratio = median(ratios)
        is_good &= ratio >= BOUND
        print(
            f"{row:>8}: full {median(found['full']):>8,.0f}/s   barest {median(found['barest']):>8,.0f}/s"
            f"   ratio {ratio:.3f} (pairs {min(ratios):.3f} to {max(ratios):.3f})"
            f"{'' if ratio >= BOUND else f'   below {BOUND}'}",
            flush=True,
        )
    return is_good


def serve(options: argparse.Namespace, home: Path) -> bool:
    """Publish, start both servers, measure."""
    home.chmod(0o755)  # the servers run as an ordinary user
    root = publish(options.articles)
    listed = sorted(set(addresses(root / SITE)))
    lists, script = home / "lists", home / "walk.lua"
    script.write_text(WALK, "utf-8")
    lists.mkdir()
    (lists / "all").write_text("\n".join(listed) + "\n", "utf-8")
    articles = [path for path in listed if ARTICLE.search(path)]
    (lists / "articles").write_text("\n".join(articles) + "\n", "utf-8")
    ports = dict(zip(("full", "barest"), free_ports(2), strict=True))
    print(
        f"{versions()}; {len(listed):,} addresses of {options.articles:,} articles,"
        f" {options.workers} process(es), {options.connections} connections,"
        f" {options.pairs} pairs of {options.seconds} s",
        flush=True,
    )
    with ExitStack() as stack:
        full = ""
        for name, port in ports.items():
            run = home / name
            make_writable(run)
            if name == "full":
                text = full = full_configuration(root, run, port, options.workers)
            else:
                text = barest_configuration(root, run, port, options.workers, full)
            file = home / f"{name}.conf"
            file.write_text(text, "utf-8")
            stack.enter_context(Nginx(file, run / "nginx.pid").running())
        load = Load(options.seconds, options.connections, script, lists)
        return measure(load, ports, options.pairs)


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="of one run")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--workers", type=int, default=1, help="processes of each nginx")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        print("wrk is missing: apt install wrk", file=sys.stderr)
        return 2
    with installation() as home:
        return 0 if serve(options, home) else 1


if __name__ == "__main__":
    sys.exit(main())
