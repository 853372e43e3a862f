"""What the configuration of nginx promises beyond the answers it shares with the built-in server."""

import http.client
import re
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from mingtang.editorial.pages.writing import Tree, compressed, swap
from mingtang.faces.public.nginx import UnusableValue, Wanted, configuration
from mingtang.faces.public.nginx_maps import map_files
from tests.faces.public import site_tree
from tests.faces.public.asking import over_socket
from tests.faces.public.conftest import Front
from tests.faces.public.site_tree import CHINESE, PORTAL
from tests.harness.nginx import check, make_writable
from tests.harness.processes import free_ports, wait_until

OFFICE = ("/login/", "/admin/", "/accounts/login/", "/articles/", "/django-admin/")


def complete(folder: Path, **changes: object) -> Path:
    """Write a whole configuration for a publishing root in a folder; return its file."""
    run = folder / "run"
    make_writable(run)
    chosen = {"listen": (f"127.0.0.1:{free_ports(1)[0]}",), **changes}
    wanted = Wanted(folder / "www", complete=True, run_folder=run, **chosen)  # type: ignore[arg-type]
    file = folder / "checked.conf"
    file.write_text(configuration(wanted), "utf-8")
    return file


def test_nothing_leads_to_the_office(front: Front) -> None:
    for path in OFFICE:
        for host in (PORTAL, "127.0.0.1:8001", "office.localhost"):
            front.heard.clear()
            answer = over_socket(front.port, path, host)
            assert (answer.status, front.heard) == (404, []), path
    text = front.nginx.configuration.read_text("utf-8")
    assert len(set(re.findall(r"proxy_pass (\S+);", text))) == 1
    assert len(re.findall(r"^\s+server \S+:\d+;$", text, re.MULTILINE)) == 1


def test_the_process_behind_hears_who_asked(front: Front) -> None:
    forged = {
        "X_Forwarded_For": "1.2.3.4",
        "X_Real_IP": "1.2.3.4",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_Host": "evil.example.com",
        "Forwarded": "for=1.2.3.4",
        "Proxy": "http://evil.example.com",
    }
    front.heard.clear()
    over_socket(front.port, "/api/v1/sites?q=%E7%94%B2", f"{PORTAL}:8080", **forged)

    [(asked, headers)] = front.heard
    assert asked == "GET /api/v1/sites?q=%E7%94%B2"
    assert headers["Host"] == f"{PORTAL}:8080"
    assert headers["X-Forwarded-For"] == headers["X-Real-IP"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "http"
    assert not {"X-Forwarded-Host", "Forwarded", "Proxy"} & set(headers)


def test_a_policy_from_behind_stands_else_ours_holds(front: Front) -> None:
    own = over_socket(front.port, "/api/own-policy", PORTAL)
    ours = over_socket(front.port, "/api/plain", PORTAL)

    assert own.headers["content-security-policy"] == "default-src 'self'"
    assert ours.headers["content-security-policy"].startswith("default-src 'none'")
    assert ours.headers["cache-control"] == "private"


def test_strange_methods_and_versions_are_not_told(front: Front) -> None:
    front.heard.clear()
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        over_socket(front.port, "/", PORTAL, "PROPFIND")
    assert over_socket(front.port, "/", PORTAL).headers["server"] == "nginx"
    assert front.heard == []


def test_the_log_keeps_no_query(front: Front) -> None:
    over_socket(front.port, "/news/?name=secret-words", PORTAL)

    log = front.folder / "run" / "access.log"
    assert wait_until(lambda: '"GET /news/ HTTP/1.1"' in log.read_text("utf-8"), 10)
    assert "secret-words" not in log.read_text("utf-8")


def test_new_hosts_and_redirects_come_with_a_reload(front: Front) -> None:
    hosts = site_tree.HOSTS | {"sites": site_tree.HOSTS["sites"] | {"new.gov.cn": "portal"}}
    redirects = {"portal": {"exact": {"/fresh.html": "/news/"}, "prefixes": {}}}
    assert over_socket(front.port, "/", "new.gov.cn").status == 404
    site_tree.write_maps(front.root, hosts, redirects)
    try:
        front.nginx.reload()
        assert over_socket(front.port, "/", "new.gov.cn").status == 200
        assert over_socket(front.port, "/fresh.html", PORTAL).headers["location"] == "/news/"
    finally:
        site_tree.write_maps(front.root, site_tree.HOSTS, site_tree.REDIRECTS)
        front.nginx.reload()


def test_a_reader_sees_whole_versions_and_none_goes_back(front: Front) -> None:
    tree, stop, faults = Tree(front.root / "portal"), Event(), []

    def read(coding: str) -> None:
        latest = 0
        while not stop.is_set():
            answer = over_socket(front.port, "/story.html", PORTAL, Accept_Encoding=coding)
            found = re.fullmatch(r"(\d+)( \1)*", answer.text)
            if answer.status != 200 or not found or int(found[1]) < latest:
                faults.append((coding, latest, answer))
                return
            latest = int(found[1])

    def publish(number: int) -> None:
        content = " ".join([str(number)] * (900 + number % 500)).encode()
        swap(tree.stage("/story.html", content, compressed(content), str(number)))

    publish(1)
    readers = [Thread(target=read, args=(coding,)) for coding in ("", "gzip", "gzip, deflate, br")]
    for reader in readers:
        reader.start()
    end = time.monotonic() + 1.5
    number = 1
    while time.monotonic() < end:
        number += 1
        publish(number)
    stop.set()
    for reader in readers:
        reader.join()
    tree.remove("/story.html")

    assert faults == []
    assert number > 100


def test_every_place_of_files_opens_them_again(front: Front) -> None:
    text = front.nginx.configuration.read_text("utf-8")
    places = re.findall(r"^    location (\S.*?) \{\n(.*?)^    \}", text, re.MULTILINE | re.DOTALL)
    assert len(places) > 10
    for name, inside in places:
        sends_no_file = "proxy_pass" in inside or re.search(
            r"^        return \d+ ", inside, re.MULTILINE
        )
        assert "open_file_cache off;" in inside or sends_no_file or name == "@elsewhere", name


@pytest.mark.parametrize(
    "name",
    [
        'a";}',
        "a; } server { listen 1; }",
        "a\n$request_uri",
        "$request_uri",
        "a b",
        "~.*",
        "default",
        "include",
        "\\",
        "volatile",
        "hostnames",
    ],
)
def test_nothing_in_the_data_of_sites_becomes_a_directive(open_folder: Path, name: str) -> None:
    folder = open_folder / "hostile"
    hosts = {
        "default": name,
        "sites": {name: "portal", "www.a.gov.cn": name, CHINESE: "portal", "明州.政务": "portal"},
        "aliases": {name: "www.a.gov.cn", "old.a.gov.cn": name},
    }
    rules = {
        "exact": {name: "/a", f"/{name}": "/b", "/c": name, "/d": f"/{name}"},
        "prefixes": {name: "/a", f"/{name}": "/b", "/c": name, "/d": f"/{name}"},
    }
    site_tree.write_maps(folder / "www", hosts, {"portal": rules, name: rules})
    checked = check(complete(folder))

    assert (checked.returncode, "[warn]" in checked.stderr) == (0, False), checked.stderr
    for text in map_files(hosts, {"portal": rules, name: rules}).values():
        for line in text.splitlines():
            assert re.fullmatch(r'"(?:[^"\\]|\\["\\])*" "[\w/.%~:\[\]-]*";', line), line


@pytest.mark.parametrize(
    "changes",
    [
        {"behind": "127.0.0.1:80; return 200"},
        {"behind": "http://a:80"},
        {"listen": ("80; }",)},
        {"listen": ("70000",)},
        {"trusted": ("all",)},
        {"workers": "1; }"},
    ],
)
def test_a_value_that_is_none_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(UnusableValue):
        configuration(Wanted(tmp_path, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ['/srv/a"b', "/srv/$a", "/srv/a;b", "srv", "/srv/a\nb"])
def test_a_folder_that_cannot_be_written_down_is_refused(path: str) -> None:
    with pytest.raises(UnusableValue):
        configuration(Wanted(Path(path)))


def test_site_blocks_stand_inside_the_configuration_of_a_distribution(open_folder: Path) -> None:
    folder = open_folder / "blocks"
    site_tree.write(folder / "www")
    make_writable(folder / "run")
    blocks = configuration(Wanted(folder / "www", listen=(f"127.0.0.1:{free_ports(1)[0]}",)))
    run = folder / "run"
    text = blocks.replace('"/var/log/nginx/mingtang.log"', f'"{run}/access.log"')
    around = (  # what Debian's own nginx.conf says around `conf.d`
        f'pid "{run}/pid"; events {{}} http {{ sendfile on; tcp_nopush on; types_hash_max_size 2048;'
        " default_type application/octet-stream; ssl_protocols TLSv1.2; gzip on;"
        f' access_log "{run}/other.log";\n'
    )
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        around += f'{kind}_temp_path "{run}/{kind}";\n'
    file = folder / "around.conf"
    file.write_text(f"{around}{text}}}\n", "utf-8")
    checked = check(file)

    assert (checked.returncode, "[warn]" in checked.stderr) == (0, False), checked.stderr


def test_a_hundred_thousand_redirects_are_loaded_and_found(open_folder: Path) -> None:
    folder = open_folder / "many"
    rules = {
        "exact": {
            f"/art/{n // 30:05d}/t{n:08d}_{n % 97}.html": f"/news/{n}.html" for n in range(100_000)
        },
        "prefixes": {f"/col{n}": f"/news/col{n}" for n in range(2_000)},
    }
    site_tree.write_maps(folder / "www", site_tree.HOSTS, {"portal": rules})
    started = time.monotonic()
    checked = check(complete(folder))

    assert (checked.returncode, "[warn]" in checked.stderr) == (0, False), checked.stderr
    assert time.monotonic() - started < 10


def test_forms_alone_may_bring_large_attachments(tmp_path: Path) -> None:
    text = configuration(Wanted(tmp_path))
    sizes = dict(
        re.findall(r"location (\S+ \S+) \{\n[^}]*?client_max_body_size (\w+);", text, re.DOTALL)
    )
    assert (sizes["^~ /forms/"], sizes["^~ /api/"], sizes["= /healthz"]) == (
        "32768k",
        "1024k",
        "1024k",
    )
