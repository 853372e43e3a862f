"""A theme that does not compile, or reaches for what a page may not show, is not installed."""

import resource
import shutil
import signal
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from mingtang.editorial.pages.engine.making import ShellView
from mingtang.editorial.pages.reader import Notes
from mingtang.editorial.pages.rendering import NO_MARKS, render_shell
from mingtang.editorial.publishing.trial import TOO_MUCH, TOO_SLOW, install, sample, tried_theme
from mingtang.editorial.themes import (
    BadTheme,
    TooSlow,
    bundled_folder,
    installed_folder,
    theme,
    trial_limits,
)
from mingtang.editorial.themes.loading import digest_of
from mingtang.editorial.themes.shown import SiteView
from mingtang.editorial.themes.visible import HIDDEN, STYLE_HIDES
from mingtang.editorial.themes.wording import in_chinese

HOME = "{% block head %}{% endblock %}\n{% block body %}\n<<>>\n{% endblock %}"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A theme that works, to be spoilt."""
    return shutil.copytree(bundled_folder("plain"), tmp_path / "draft")


def problems_of(draft: Path) -> list[str]:
    """Try to install a theme and return why not; prove that nothing was written."""
    with pytest.raises(BadTheme) as refusal:
        install("county", draft)
    assert not Path(settings.DATA_DIR).exists()
    return refusal.value.problems


NAMES = "column、here、marks、page、page_body、page_head、shell、site、strings、trail、url"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{% if page %}", "home.html 第 4 行：“if”没有结束，却遇到了“endblock”。"),
        ("{{ page.blocks", "home.html 第 4 行：此处应为“end of print statement”，却是“{”。"),
        ("{{ 1 + }}", "home.html 第 3 行：此处不能有“end of print statement”。"),
        ("{% load static %}", "home.html 第 3 行：没有“load”这个标签。"),
        ("{{ site.name|safe }}", "home.html 第 3 行：没有名为“safe”的过滤器。"),
        ("{{ page|attr('x') }}", "home.html 第 3 行：没有名为“attr”的过滤器。"),
        ("{{ request.user }}", f"home.html 第 3 行：页面上没有“request”可用，可用的有：{NAMES}。"),
        ("{{ range(3) }}", f"home.html 第 3 行：页面上没有“range”可用，可用的有：{NAMES}。"),
        ("{{ page.__class__ }}", "home.html 第 3 行：不能使用以下划线开头的属性“__class__”。"),
        ("{{ page['__class__'] }}", "home.html 第 3 行：不能使用以下划线开头的属性“__class__”。"),
        (
            "{{ page['__cla' ~ 'ss__'] }}",
            "home.html 第 3 行：不能使用以下划线开头的属性“__class__”。",
        ),
        ("{{ self.head.__globals__ }}", "home.html 第 3 行：不能使用以下划线开头的属性“__globals__”。"),
        ("{{ '{0.url}'.format(site) }}", "模板 home.html 第 3 行：模板中不能调用函数。"),
        ("{{ page.blocks.count(1) }}", "模板 home.html 第 3 行：模板中不能调用函数。"),
        ("{{ page.phone }}", "模板 home.html 第 3 行：“Home”没有“phone”这一项。"),
        ("{{ site.password }}", "模板 home.html 第 3 行：“SiteView”没有“password”这一项。"),
        (
            "{% include '../../../../etc/passwd' %}",
            "home.html 第 3 行：模板中没有“../../../../etc/passwd”这个文件。",
        ),
        ("{% include '/etc/passwd' %}", "home.html 第 3 行：模板中没有“/etc/passwd”这个文件。"),
        ("{% include site.name %}", "home.html 第 3 行：引用的模板要直接写出文件名。"),
        (
            "{% autoescape false %}{{ site.name }}{% endautoescape %}",
            "home.html 第 3 行：不能用 autoescape 改变转义。",
        ),
        (
            "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
            "模板 home.html 第 3 行：模板无休止地引用自己。",
        ),
        *[
            (line, "模板 home.html 第 3 行：结果过大，页面用不到这么长的内容。")
            for line in (
                "{{ 'x' * 2000000000 }}",
                "{{ 2000000000 * ['x'] }}",
                "{{ 9 ** 9 ** 9 }}",
                "{{ 99999999999 * 99999999999 }}",
                "{{ '%2000000000d' % 1 }}",
                "{{ '%*d' % (2000000000, 1) }}",
                "{{ '%2000000000s'|format('x') }}",
                "{{ 'x'|center(2000000000) }}",
                "{{ 'x\\ny'|indent(2000000000) }}",
                "{{ (['x']|batch(2000000000, 'y')|list)|length }}",
                "{{ (['x']|slice(2000000000)|list)|length }}",
                "{% set a = 'x' * 100000 %}{{ a|replace('x', a) }}",
            )
        ],
        *[
            (line, "模板 home.html 第 3 行：模板中不能调用函数。")
            for line in (
                "{{ 'a'.ljust(2000000000) }}",
                "{{ 'a'.zfill(2000000000) }}",
                "{{ '{:>2000000000}'.format(1) }}",
                "{{ 'a'.replace('', site.name) }}",
                "{{ '\\t'.expandtabs(2000000000) }}",
            )
        ],
        (
            "{{ 'x' * 6000000 }}",
            "home.html：页面有 5.7 MB，超过 5 MB 的上限。请把长表格或附表改为附件。",
        ),
    ],
)  # fmt: skip
def test_template_is_refused_with_line_and_reason(draft: Path, line: str, problem: str) -> None:
    (draft / "home.html").write_text(HOME.replace("<<>>", line), "utf-8")

    assert problems_of(draft) == [problem]


def test_everything_wrong_is_told_at_once(draft: Path) -> None:
    (draft / "home.html").write_text("{% block head %}", "utf-8")
    (draft / "column.html").write_bytes("{# 栏目 #}".encode("gbk"))
    (draft / "shell.html").unlink()

    assert problems_of(draft) == [
        "column.html：文件不是 UTF-8 编码。",
        "home.html 第 1 行：文件已到末尾，“block”没有结束。",
        "shell.html：缺少这个文件，它是所有页面的外框。",
    ]


def test_theme_without_a_home_page_is_refused(draft: Path) -> None:
    (draft / "home.html").unlink()

    assert problems_of(draft) == ["模板中缺少 home.html。"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("home.html", "{% block head %}{% endblock %}", "模板 home.html 缺少 body 块。"),
        ("shell.html", "{{ page_head }}", "shell.html：page_head 和 page_body 应各出现一次。"),
        (
            "shell.html",
            "{{ page_body }}{{ page_head }}",
            "shell.html：page_head 应在 page_body 之前。",
        ),
        ("article.html", "x" * 500_001, "article.html：文件超过 500 KB，请拆分。"),
    ],
)
def test_theme_of_the_wrong_shape_is_refused(
    draft: Path, name: str, text: str, problem: str
) -> None:
    (draft / name).write_text(text, "utf-8")

    assert problems_of(draft) == [problem]


FRAME = "{{ page_head }}{{ page_body }}<footer>%s</footer>"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"shell.html": FRAME % ""}, NO_MARKS),
        ({"shell.html": FRAME % "{{ marks }}{{ marks }}"}, NO_MARKS),
        ({"shell.html": "{{ marks }}" + FRAME % ""}, NO_MARKS),
        ({"shell.html": FRAME % "<!-- {{ marks }} -->"}, HIDDEN),
        ({"shell.html": FRAME % "<div hidden><p>{{ marks }}</div>"}, HIDDEN),
        ({"shell.html": FRAME % "<template>{{ marks }}</template>"}, HIDDEN),
        ({"style.css": "/* x */ footer .marks, p { color: red; display : none }"}, STYLE_HIDES),
        ({"style.css": "p{}", "variation.css": ".marks { opacity: 0 }"}, STYLE_HIDES),
        (
            {"standard/foot.html": "p"},
            "standard：国家规范要求的标识由系统统一生成，模板不能另写，请删去这个文件夹。",
        ),
    ],
)
def test_theme_cannot_drop_the_marks_of_the_standard(
    draft: Path, files: dict[str, str], problem: str
) -> None:
    for name, text in files.items():
        (draft / name).parent.mkdir(exist_ok=True)
        (draft / name).write_text(text, "utf-8")

    assert problems_of(draft) == [problem]


def test_theme_whose_own_colours_cannot_be_read_is_refused(draft: Path) -> None:
    sheet = ":root { --paper: #fff; --ink: #999 } @media (prefers-color-scheme: dark) { :root { --paper: #000 } }"
    (draft / "style.css").write_text(sheet, "utf-8")

    [problem] = problems_of(draft)

    assert problem.startswith(
        "样式表：浅色页面：“文字色”（#999999）在“页面底色”（#ffffff）上的对比度是 2.85"
    )


def test_county_theme_differs_from_its_parent_in_fewer_than_sixty_lines() -> None:
    folder = bundled_folder("county")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) < 60

    county, official = tried_theme("county", folder), theme("official")

    style, whole = county.style(), official.style()
    assert style is not None
    assert whole is not None
    assert style.startswith(whole)
    assert len(style) - len(whole) <= 2_500
    assert county.schemes().light["main"] != official.schemes().light["main"]


def test_theme_fills_a_slot_with_one_file(draft: Path) -> None:
    (draft / "theme.toml").write_text('parent = "official"')
    for name in ("shell", "article"):
        (draft / f"{name}.html").unlink()
    (draft / "slots").mkdir()
    (draft / "slots" / "mast.html").write_text("<header>县 {{ site.name }}</header>", "utf-8")
    found = tried_theme("county", draft)
    site = sample(SiteView)
    shell = {"site": site, "column": None, "shell": sample(ShellView)}
    frame = render_shell(found, shell, Notes()).frame
    assert "<header>县 示例</header>" in frame
    assert 'class="menu"' in frame  # the other slots stay those of the parent

    (draft / "slots" / "head.html").write_text("x")
    [problem] = problems_of(draft)
    assert problem.startswith("slots/head.html：没有这个位置，可用的有：mast.html（页头）")


@pytest.mark.parametrize("name", ["style.css", "article.html", "pictures"])
def test_link_is_refused_wherever_it_leads(draft: Path, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("key", "utf-8")
    (draft / name).unlink(missing_ok=True)
    (draft / name).symlink_to(secret)

    assert f"{name}：是链接，请换成普通文件。" in problems_of(draft)


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "x" * 50, "模板", "a\n"])
def test_theme_is_named_plainly(draft: Path, name: str) -> None:
    with pytest.raises(BadTheme, match="模板名称用小写字母、数字和连字符"):
        install(name, draft)
    assert not Path(settings.DATA_DIR).exists()


@pytest.mark.parametrize("name", ["plain", "official"])
def test_bundled_themes_pass_their_own_trial(name: str) -> None:
    assert tried_theme(name, bundled_folder(name)).version == digest_of(bundled_folder(name))


def test_good_theme_is_installed_under_its_version(draft: Path) -> None:
    version = install("county", draft)

    assert install("county", draft) == version  # a repeat is harmless
    folder = installed_folder("county", version)
    assert {path.name for path in folder.iterdir()} == {path.name for path in draft.iterdir()}
    assert theme("county", version).folder == folder
    (draft / "style.css").write_text("p{}", "utf-8")
    assert install("county", draft) != version
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted(
        [version, digest_of(draft)]
    )


@pytest.mark.parametrize(
    ("name", "line", "problem"),
    [
        ("home.html", "{{ page.blocks[0].title }}", "“tuple”没有“0”这一项。"),
        ("article.html", "{{ page.article.interprets.title }}", "“None”没有“title”这一项。"),
        (
            "article.html",
            "{% for block in page.article.blocks if block.type == 'signature' %}"
            "{{ block.officer }}{% endfor %}",
            "“BlockView”没有“officer”这一项。",
        ),
    ],
)
def test_template_is_tried_on_full_and_on_bare_pages(
    draft: Path, name: str, line: str, problem: str
) -> None:
    (draft / name).write_text(HOME.replace("<<>>", line), "utf-8")

    (found,) = problems_of(draft)
    assert found == f"模板 {name} 第 3 行：{problem}"


def test_theme_that_is_not_there_is_told() -> None:
    with pytest.raises(BadTheme, match="没有名为“nobody”的模板"):
        theme("nobody")


@pytest.mark.parametrize(
    ("name", "version"), [("../draft", ""), ("plain", "../../draft"), ("/etc", ""), ("..", "..")]
)
def test_theme_is_not_looked_for_outside_its_place(draft: Path, name: str, version: str) -> None:
    installed_folder("plain", "x").mkdir(parents=True)
    with pytest.raises(BadTheme, match="没有名为"):
        theme(name, version)


def test_unknown_words_of_the_template_engine_are_passed_on() -> None:
    assert in_chinese("something\nnew") == "模板有误：something new"


def test_theme_that_grows_step_by_step_is_stopped(draft: Path) -> None:
    twice = "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}"
    many = "'x' * 1000000"
    for _ in range(14):
        many = f"twice({many})"
    (draft / "home.html").write_text(HOME.replace("<<>>", twice + "{{ " + many + " }}"), "utf-8")

    [problem] = problems_of(draft)

    assert problem in {"模板 home.html 第 3 行：占用的内存过多。", TOO_MUCH}


def test_theme_that_never_ends_is_stopped(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mingtang.editorial.publishing.trial.trial_limits", partial(trial_limits, 0.5)
    )
    loop = "{% for a in letters %}"
    text = "{% set letters = 'x' * 1000 %}" + loop * 6 + "{% endfor %}" * 6
    (draft / "home.html").write_text(HOME.replace("<<>>", text), "utf-8")

    assert problems_of(draft) == [TOO_SLOW]


def test_limits_of_a_trial_end_with_it() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGALRM)
    with pytest.raises(TooSlow), trial_limits(0.01):
        signal.pause()
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGALRM)) == before
