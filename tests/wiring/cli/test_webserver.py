from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingtang.wiring.cli.webserver import command
from tests.harness.nginx import make_writable
from tests.harness.processes import free_ports


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["nginx", *map(str, arguments)])


@pytest.mark.django_db
def test_webserver_writes_a_configuration_that_nginx_takes(tmp_path: Path) -> None:
    root, folder, file = tmp_path / "www", tmp_path / "run", tmp_path / "nginx.conf"
    make_writable(folder)
    listen = f"127.0.0.1:{free_ports(1)[0]}"
    done = run(
        "--root", root, "--listen", listen, "--complete", "--run-folder", folder, "--output", file
    )

    assert done.exit_code == 0, done.output
    assert "nginx -t" in done.output
    assert f'root "{root}/$mingtang_site";' in file.read_text("utf-8")
    names = ("hosts.map", "aliases.map", "redirects.map", "folders.map", "hosts.json")
    assert all((root / ".maps" / name).is_file() for name in names)


@pytest.mark.django_db
def test_webserver_prints_what_it_does_not_write(tmp_path: Path) -> None:
    done = run("--root", tmp_path, "--tls-certificate", "/a.pem", "--tls-key", "/b.pem")

    assert done.exit_code == 0, done.output
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in done.stdout
    assert "worker_processes" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--behind", "127.0.0.1:8001"), "工作台的端口"),
        (("--behind", "nowhere"), "公众端地址"),
        (("--listen", "80;"), "监听地址"),
        (("--tls-key", "/b.pem"), "须同时给出"),
        (("--run-folder", "/srv/run"), "--complete"),
        (("--root", "/srv/$a"), "绝对路径"),
    ],
)
def test_webserver_says_what_is_wrong(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)

    assert (done.exit_code, words in done.output) == (2, True), done.output
