"""Every `mingtang publish` command on a small site of two articles."""

import json
import os
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from pytest_django import Settings

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Batch, Incident, PublishedSite, Run, Target
from mingtang.editorial.pages.rendering import shells
from mingtang.editorial.themes.loading import bundled_folder, digest_of, installed_folder
from mingtang.spine.events.models import Event
from mingtang.wiring.cli.main import main
from tests.editorial.publishing.test_kills import database_url
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree
from tests.harness.processes import run_mingtang

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
BY = ("--by", "operator")
WHY = ("--reason", "误发")


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """A folder of this installation alone, also for processes that a command starts."""
    secrets = Path(os.environ["MINGTANG_HOME"]) / "secrets"
    if secrets.is_dir():
        shutil.copytree(secrets, tmp_path / "secrets")
    settings.DATA_DIR = tmp_path
    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = tmp_path / "www", tmp_path / "store"
    settings.PUBLISH_SYNC = False
    shells.clear()
    return tmp_path


@pytest.fixture
def site(home: Path, cast: Cast, at: datetime) -> Cast:
    """The portal with two articles online, a minute apart."""
    published_article(cast, at, columns=[cast.news], title="第一条")
    work_everything(at)
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)
    return cast


@pytest.fixture(autouse=True)
def later(at: datetime) -> Any:
    """Commands are typed five minutes later."""
    with time_machine.travel(at + 5 * MINUTE, tick=True):
        yield


def publish(*arguments: str | Path, fails: int = 0) -> str:
    """Run a command to its end and return what it says."""
    result: Result = CliRunner().invoke(main, ["publish", *map(str, arguments)])
    assert result.exit_code == fails, result.output
    return result.output


def as_json(*arguments: str) -> Any:
    return json.loads(publish(*arguments, "--format", "json"))


def process(home: Path, *arguments: str) -> tuple[int, str]:
    """Run a command that starts processes of its own."""
    done = run_mingtang(
        "publish", *arguments, MINGTANG_HOME=home, MINGTANG_DATABASE_URL=database_url()
    )
    return done.returncode, done.stdout + done.stderr


def newest() -> int:
    return Batch.objects.order_by("-pk").values_list("pk", flat=True)[0]


# status


def test_status_of_a_quiet_installation(site: Cast) -> None:
    lines = publish("status").splitlines()
    assert lines[:3] == [
        "本稿页面：等待 0，正在生成 0，最久等待 0 秒",
        "关联页面：等待 0，正在生成 0，最久等待 0 秒",
        "批量任务：等待 0，正在生成 0，最久等待 0 秒",
    ]
    assert "全站生成 portal 已完成" in lines[3]


def test_status_tells_what_waits_too_long_and_what_failed(site: Cast, at: datetime) -> None:
    published_article(site, at + 5 * MINUTE - timedelta(seconds=30), columns=[site.news])
    Target.objects.filter(path="/index.html").update(
        state="failed", tries=3, reason="写入文件失败：磁盘已满，请清理空间或扩容。"
    )
    said = publish("status")
    assert re.search(r"关联页面：等待 \d，正在生成 0，最久等待 3\d 秒（超过 20 秒，请留意）", said)
    assert "失败 3 次：portal/index.html　写入文件失败：磁盘已满，请清理空间或扩容。" in said

    found = as_json("status")
    assert found["level"] == "warn"
    assert 30 <= found["oldest_waiting_seconds"] < 60
    assert [lane["lane"] for lane in found["lanes"]] == ["own", "dependent", "bulk"]
    assert found["lanes"][1]["waiting"] > 3
    assert found["lanes"][1]["failed"] == 1
    assert [failure["path"] for failure in found["failures"]] == ["/index.html"]
    assert (found["held"], found["incidents_open"]) == ({}, 0)
    assert {run["kind"] for run in found["runs"]} == {"全站生成"}


def test_status_rings_after_a_minute(site: Cast, at: datetime) -> None:
    published_article(site, at + 2 * MINUTE, columns=[site.news])
    assert "（超过 60 秒，请立即检查）" in publish("status")
    assert as_json("status")["level"] == "alarm"


# history, diff


def test_history_lists_batches_newest_first(site: Cast) -> None:
    lines = publish("history", "--limit", "2").splitlines()
    assert [line.split("\t")[0] for line in lines] == [str(newest()), str(newest() - 1)]
    assert lines[0].split("\t")[1:4] == ["2026-03-11 10:01:00", "关联更新", "已完成"]

    found = as_json("history", "--site", "portal")
    assert [batch["batch_id"] for batch in found] == sorted(
        (batch["batch_id"] for batch in found), reverse=True
    )
    assert publish("history", "--site", "edu") == ""
    earlier = as_json("history", "--before", str(newest()))
    assert newest() not in {batch["batch_id"] for batch in earlier}


def test_history_of_a_batch_lists_its_files(site: Cast) -> None:
    said = publish("history", "--batch", str(newest()))
    assert "修改\tportal/news/index.html\t" in said
    found = as_json("history", "--batch", str(newest()))
    assert {change["path"] for change in found} >= {"/news/index.html", "/feed.xml"}


def test_diff_shows_the_lines_that_changed(site: Cast) -> None:
    said = publish("diff", str(newest()), "--path", "/news/index.html")
    assert said.splitlines()[0] == "修改 portal/news/index.html"
    assert any(line.startswith("+") and "第二条" in line for line in said.splitlines())
    assert "/feed.xml" not in said
    assert "portal/feed.xml" in publish("diff", str(newest()))


# rollback, release, retry


def test_batch_is_rolled_back_and_released(site: Cast) -> None:
    before = tree("portal")
    batch = newest()

    said = publish("rollback", "--batch", str(batch), *WHY, *BY)

    assert "暂停更新；处理好以后请用 mingtang publish release 解除" in said
    assert "第二条" not in tree("portal")["/news/index.html"].decode()
    held = as_json("status")["held"]["portal"]
    assert said.splitlines()[0].startswith(f"已回退 {held} 个页面（批次 {newest()}），")
    assert f"已回退、暂停更新：portal {held} 个页面" in publish("status")
    assert str(Event.objects.get(code="publishing.batch.rolled_back").reason) == "误发"

    assert publish("release", "--site", "portal", *BY) == f"{held} 个页面将重新生成。\n"
    work_everything(Batch.objects.latest("pk").started_at)
    assert tree("portal") == before


def test_site_is_rolled_back_to_a_moment_of_beijing(site: Cast) -> None:
    publish("rollback", "--site", "portal", "--to", "2026-03-11T10:00:30", *WHY, *BY)
    assert not any("第二条" in body.decode() for body in tree("portal").values())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "请给出 --batch，或同时给出 --site 和 --to。"),
        (("--site", "portal"), "请给出 --batch，或同时给出 --site 和 --to。"),
        (("--batch", "1", "--site", "portal"), "请给出 --batch，或同时给出 --site 和 --to。"),
        (("--site", "nobody", "--to", "2026-03-11T10:00"), "没有代码为 nobody 的网站。"),
        (("--site", "portal", "--to", "yesterday"), "'yesterday'"),
    ],
)
def test_rollback_that_says_too_little_is_wrong_use(
    site: Cast, arguments: tuple[str, ...], words: str
) -> None:
    assert words in publish("rollback", *arguments, *WHY, *BY, fails=2)
    assert not Batch.objects.filter(kind="rollback").exists()


def test_refusal_is_one_sentence_and_exit_code_one(site: Cast) -> None:
    refused = publish("rollback", "--batch", str(newest()), *WHY, "--by", "desk_editor", fails=1)
    assert "Traceback" not in refused
    assert refused.startswith("Error: ")
    assert "没有找到，或者这个人看不到。" in publish(
        "rollback", "--batch", "99999", *WHY, *BY, fails=1
    )
    assert "没有用户名为 nobody 的人员。" in publish(
        "retry", "--site", "portal", "--by", "nobody", fails=2
    )


def test_failed_pages_are_tried_again_at_once(site: Cast) -> None:
    Target.objects.filter(path="/index.html").update(state="failed", due_at=None)
    assert publish("retry", "--site", "portal", *BY) == "1 个页面将马上重试。\n"
    assert Target.objects.get(path="/index.html").state == "waiting"


# verify, watch


def test_verify_finds_and_restores_what_was_altered(site: Cast) -> None:
    root = Path(tree_root(site))
    before = tree("portal", with_twins=True)
    assert publish("verify", "--processes", "1") == "全部文件与发布的内容一致。\n"
    (root / "index.html").write_text("黑客到此一游", "utf-8")
    (root / "news/shell.php").write_text("<?php", "utf-8")
    (root / "robots.txt").unlink()

    said = publish("verify", "--site", "portal", "--processes", "1", "--no-heal", fails=1)
    assert sorted(said.splitlines()) == sorted(
        [
            "内容被改动：portal/index.html",
            "多出的文件：portal/news/shell.php",
            "文件被删除：portal/robots.txt",
            "发现 3 处与发布的内容不一致。",
        ]
    )
    assert not Incident.objects.exists()

    healed = publish("verify", "--processes", "1", fails=1)
    assert "内容被改动：portal/index.html，已恢复" in healed
    assert tree("portal", with_twins=True) == before
    assert Incident.objects.count() == 3
    assert publish("verify", "--processes", "1") == "全部文件与发布的内容一致。\n"
    assert "没有代码为 nobody 的网站。" in publish("verify", "--site", "nobody", fails=2)


def tree_root(site: Cast) -> str:
    from django.conf import settings  # needs set-up

    return f"{settings.PUBLISH_ROOT}/{site.portal.code}"


def test_watch_ends_after_its_time(site: Cast) -> None:
    said = publish("watch", "--seconds", "0.1")
    assert said.startswith("正在守护 ")


# work, full, reshell


def test_work_makes_what_waits(site: Cast, home: Path, at: datetime) -> None:
    published_article(site, at + 2 * MINUTE, columns=[site.news], title="第三条")

    code, said = process(home, "work", "--processes", "2")

    assert code == 0, said
    assert said.splitlines()[-1] == "全部完成。"
    assert not Target.objects.filter(state="waiting").exists()
    assert tree("portal") == from_nothing("portal")


@pytest.mark.parametrize(("command", "kind"), [("full", "full"), ("reshell", "reshell")])
def test_bulk_runs_write_everything_again(site: Cast, home: Path, command: str, kind: str) -> None:
    shutil.rmtree(home / "www" / "portal")
    Target.objects.update(entry=None)

    code, said = process(home, command, "--site", "portal", "--processes", "1", *BY)

    assert code == 0, said
    assert "全部完成。" in said
    assert tree("portal") == from_nothing("portal")
    run = Run.objects.get(kind=kind, actor=site.operator.person_key)
    assert run.state == "done"
    assert Event.objects.get(code="publishing.run.started").payload


def test_bulk_run_in_the_background_is_only_noted(site: Cast) -> None:
    said = publish("full", "--site", "portal", "--background", *BY)
    assert said == "已登记，后台任务进程会完成；进度见 mingtang publish status。\n"
    assert Run.objects.filter(kind="full", actor=site.operator.person_key).get().state == "running"


# space


def test_space_tells_what_the_store_holds(site: Cast) -> None:
    lines = publish("space").splitlines()
    assert lines[0].startswith(f"存储：{Batch.objects.filter(has_pack=True).count()} 个包，共 ")
    assert lines[1].startswith("在线版本 ")
    assert lines[2] == "其中超过保留期、可以清理的 0 B"


def test_space_is_reclaimed_after_its_time(site: Cast, at: datetime) -> None:
    with time_machine.travel(at + timedelta(days=200), tick=True):
        assert "可以清理的 0 B" not in publish("space")
        said = publish("space", "--reclaim")
    assert "清理了 " in said
    assert said.splitlines()[-1] == "其中超过保留期、可以清理的 0 B"
    assert publish("verify", "--processes", "1") == "全部文件与发布的内容一致。\n"


# theme


@pytest.fixture
def draft(home: Path) -> Path:
    return shutil.copytree(bundled_folder("plain"), home / "county")


def test_theme_is_checked_installed_and_used(site: Cast, draft: Path) -> None:
    version = digest_of(draft)
    assert publish("theme", "check", draft) == f"模板可用，版本 {version}。\n"
    assert not installed_folder("county", version).exists()

    said = publish("theme", "install", "county", draft)
    assert said.splitlines()[0] == f"已安装模板 county，版本 {version}。"
    assert f"mingtang publish theme use county --version {version} --site" in said

    used = publish("theme", "use", "county", "--version", version, "--site", "portal", *BY)
    assert "页面正在后台重新生成" in used
    state = PublishedSite.objects.get(site=site.portal)
    assert (state.theme, state.theme_version) == ("county", version)
    assert "没有名为“nobody”的模板" in publish(
        "theme", "use", "nobody", "--site", "portal", *BY, fails=1
    )


def test_bad_theme_is_told_line_by_line(site: Cast, draft: Path, home: Path) -> None:
    (draft / "home.html").write_text("{{ request.user }}\n{{ page|safe }}", "utf-8")
    (draft / "shell.html").unlink()
    for command in (("check",), ("install", "county")):
        said = publish("theme", *command, draft, fails=1)
        assert said.splitlines() == [
            "home.html 第 2 行：没有名为“safe”的过滤器。",
            "shell.html：缺少这个文件，它是所有页面的外框。",
        ]
    assert not (home / "themes").exists()


def test_every_command_explains_itself() -> None:
    said = publish("--help")
    for name in ("status", "history", "diff", "rollback", "release", "retry", "verify", "watch",
                 "full", "reshell", "work", "space", "theme"):  # fmt: skip
        assert f"  {name} " in said
        assert "Usage:" in publish(name, "--help")
