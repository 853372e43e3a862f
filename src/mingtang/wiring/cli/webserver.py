"""`mingtang webserver nginx`: what a web server in front needs to know of this installation."""

import sys
from pathlib import Path

import click

from mingtang.faces.public.nginx import Tls, UnusableValue, Wanted, configuration
from mingtang.ground.foundation import clock
from mingtang.wiring.cli.main import setup_django
from mingtang.wiring.config.ports import OFFICE_PORT, PUBLIC_PORT, UnusablePort, port_from

WRONG_USE = 2
HAS_IPV6 = Path("/proc/net/if_inet6").exists()
HELP = {"help_option_names": ["-h", "--help"]}


@click.group("webserver", context_settings=HELP)
def command() -> None:
    """为公众端前面的网站服务器生成配置。"""


@command.command("nginx", context_settings=HELP)
@click.option("--listen", multiple=True, help="监听的端口或“地址:端口”，可写多次；默认 80。")
@click.option("--tls-certificate", type=click.Path(path_type=Path), help="证书文件，含中间证书。")
@click.option("--tls-key", type=click.Path(path_type=Path), help="证书的私钥文件。")
@click.option("--tls-listen", multiple=True, help="加密访问的端口或“地址:端口”；默认 443。")
@click.option("--behind", help="公众端进程的“地址:端口”；默认 127.0.0.1 和 PORT。")
@click.option(
    "--trusted-proxy", multiple=True, help="前面的 CDN 或防护设备的地址或网段，可写多次。"
)
@click.option("--root", type=click.Path(path_type=Path), help="发布目录；默认是本机的发布目录。")
@click.option("--complete", is_flag=True, help="输出完整的 nginx.conf，而不只是站点部分。")
@click.option(
    "--run-folder",
    type=click.Path(path_type=Path),
    help="进程号、日志和临时文件的目录：nginx 以普通用户在前台运行（与 --complete 合用）。",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="写入这个文件。")
def nginx(
    listen: tuple[str, ...],
    tls_certificate: Path | None,
    tls_key: Path | None,
    tls_listen: tuple[str, ...],
    behind: str | None,
    trusted_proxy: tuple[str, ...],
    root: Path | None,
    complete: bool,
    run_folder: Path | None,
    output: Path | None,
) -> None:
    """输出适用于本平台的 nginx 配置；域名和跳转另存为文件，变化后只需重新加载。"""
    try:
        wanted = Wanted(
            root=_root(root),
            behind=behind or f"127.0.0.1:{port_from('PORT', PUBLIC_PORT)}",
            listen=listen or _everywhere("80"),
            tls=_tls(tls_certificate, tls_key, tls_listen),
            trusted=trusted_proxy,
            complete=complete,
            run_folder=_run_folder(run_folder, complete=complete),
        )
        _refuse_office(wanted.behind)
        text = configuration(wanted)
    except (UnusableValue, UnusablePort) as problem:
        click.echo(str(problem), err=True)
        sys.exit(WRONG_USE)
    _write_maps(wanted.root)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
        click.echo(f"已写入 {output}。请运行 nginx -t 检查，再重新加载 nginx。")


def _root(root: Path | None) -> Path:
    setup_django()
    from django.conf import settings  # needs set-up

    return (root or Path(settings.PUBLISH_ROOT)).resolve()


def _everywhere(port: str) -> tuple[str, ...]:
    return (port, f"[::]:{port}") if HAS_IPV6 else (port,)


def _tls(certificate: Path | None, key: Path | None, listen: tuple[str, ...]) -> Tls | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise UnusableValue("--tls-certificate 和 --tls-key 须同时给出。")
    return Tls(certificate.resolve(), key.resolve(), listen or _everywhere("443"))


def _run_folder(folder: Path | None, *, complete: bool) -> Path | None:
    if folder is not None and not complete:
        raise UnusableValue("--run-folder 须与 --complete 合用。")
    return folder.resolve() if folder else None


def _refuse_office(behind: str) -> None:
    """The office is never served on the public face, not even by a slip."""
    if behind.rpartition(":")[2] == str(port_from("OFFICE_PORT", OFFICE_PORT)):
        raise UnusableValue(f"{behind} 是工作台的端口，不能对公众开放：--behind 请写公众端的端口。")


def _write_maps(root: Path) -> None:
    """Write hosts and redirects, so that the configuration can be checked at once."""
    from django.db import DatabaseError  # needs set-up

    from mingtang.faces.public.writing import write_maps  # needs set-up

    try:
        write_maps(root, at=clock.now())
    except DatabaseError:
        click.echo("读不到数据库，请先运行 mingtang prepare。", err=True)
        sys.exit(1)
    except OSError as problem:
        click.echo(f"写不进 {root}：{problem.strerror}。请检查目录权限。", err=True)
        sys.exit(1)
