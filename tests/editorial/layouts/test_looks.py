"""A site's own colours wake one small file; its pictures are in the frame of every page."""

import io
from datetime import datetime, timedelta

import pytest
from PIL import Image as Pixels

from mingtang.editorial.layouts.actions.looks import change_look
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Run, Target
from mingtang.editorial.themes import theme
from mingtang.editorial.themes.policies.looks import check_tokens, style_of
from mingtang.editorial.themes.policies.roles import contrast, unreadable
from mingtang.ground.foundation.decisions import Refused
from tests.factories.cast import Cast
from tests.factories.media import picture
from tests.factories.publishing import published_article, tree

MINUTE = timedelta(minutes=1)


OFFICIAL = theme("official").schemes()


def test_colours_are_told_apart_by_the_formula_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("values", "pairs"),
    [
        ({"main": "#1d5a45", "line": "#cccccc", "wash": ""}, []),
        (
            {"main": "#d07a00"},
            [
                ("浅色页面", "accent", "paper"),
                ("浅色页面", "accent", "wash"),
                ("浅色页面", "on-main", "main"),
                ("深色页面", "on-main", "main"),
            ],
        ),
        ({"link": "#5b7fa6"}, [("浅色页面", "link", "paper"), ("浅色页面", "link", "wash")]),
        ({"wash": "#d2d6da"}, [("浅色页面", "edge", "wash")]),
    ],
    ids=["all can be read", "ground of the mast", "links", "border on a ground"],
)
def test_look_is_refused_for_each_pair_of_roles_that_cannot_be_read(
    values: dict[str, str], pairs: list[tuple[str, str, str]]
) -> None:
    found = unreadable({name: value for name, value in values.items() if value}, OFFICIAL)

    assert [(one.scheme, one.pair.front, one.pair.ground) for one in found] == pairs
    assert [one.code for one in check_tokens(values, OFFICIAL).reasons] == [
        "pages.low_contrast" for _ in pairs
    ]


def test_reason_names_both_colours_and_how_far_they_are_off() -> None:
    [reason] = check_tokens({"wash": "#d2d6da"}, OFFICIAL).reasons
    assert reason.text.startswith("浅色页面：“边框色”（#6c7b88）在“衬底色”（#d2d6da）上的对比度是")
    assert "低于无障碍要求的 3，" in reason.text
    assert check_tokens({"wash": "#101010"}, OFFICIAL).reasons[0].code == ("pages.wash_dark")
    assert [one.text for one in check_tokens({"link": "red;}"}, OFFICIAL).reasons] == [
        "“链接色”应写成 # 加六位十六进制数，如 #17436b。"
    ]


def test_colour_of_text_leaves_dark_pages_alone() -> None:
    assert style_of({"main": "#17436b"}) == ":root:root { --main: #17436b;}\n"
    sheet = style_of({"link": "#0f5196"})
    assert "@media not (prefers-color-scheme: dark)" in sheet
    assert ':root:root[data-colour="light"] { --link: #0f5196;}' in sheet
    assert style_of({}).startswith("/*")


@pytest.mark.django_db
def test_colour_wakes_its_own_sheet_alone_and_a_picture_every_page(
    cast: Cast, at: datetime
) -> None:
    published_article(cast, at, columns=[cast.news], title="第一条")
    work_everything(at)
    before = tree(cast.portal.code)
    assert b'href="/tokens.css"' in before["/index.html"]

    change_look(
        actor=cast.desk_editor, at=at + MINUTE, site_id=cast.portal.pk,
        tokens={"main": "#17436b", "link": " "}, pictures={},
    )  # fmt: skip
    assert [row.path for row in Target.objects.filter(site=cast.portal, state="waiting")] == [
        "/tokens.css"
    ]
    assert not Run.objects.filter(site=cast.portal, state="running").exists()
    work_everything(at + MINUTE)
    after = tree(cast.portal.code)
    assert {path for path in after if after[path] != before.get(path)} == {"/tokens.css"}

    emblem = picture(cast.city, actor=cast.desk_editor, at=at)
    change_look(
        actor=cast.desk_editor, at=at + MINUTE, site_id=cast.portal.pk,
        tokens={"main": "#17436b"}, pictures={"icon": emblem.pk, "badge": emblem.pk},
    )  # fmt: skip
    work_everything(at + MINUTE)
    page = tree(cast.portal.code)["/index.html"].decode()
    assert f'<link rel="icon" href="/assets/image/{emblem.pk}.png">' in page
    assert f'<img src="/assets/image/{emblem.pk}.png" alt="党政机关网站标识"' in page
    assert f"/assets/image/{emblem.pk}.png" in tree(cast.portal.code)


def test_picture_of_the_frame_may_not_weigh_on_a_telephone(cast: Cast, at: datetime) -> None:
    noise = Pixels.effect_noise((900, 300), 90).convert("RGB")
    target = io.BytesIO()
    noise.save(target, "PNG")
    heavy = picture(
        cast.city, actor=cast.desk_editor, at=at, content=target.getvalue(), name="横幅.png"
    )

    with pytest.raises(Refused) as refusal:
        change_look(
            actor=cast.desk_editor, at=at, site_id=cast.portal.pk, tokens={},
            pictures={"banner": heavy.pk},
        )  # fmt: skip

    [reason] = refusal.value.reasons
    assert (reason.code, reason.field) == ("publishing.picture_heavy", "banner")
    assert "不能超过 200 KB" in reason.text
