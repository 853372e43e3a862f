"""The emergency series of the demo city: facts, updates, and a notice on every page while it lasted."""

from datetime import datetime, timedelta

from mingtang.editorial.series.actions.notices import begin_notice, end_notice
from mingtang.editorial.series.actions.series import open_series, release_entry, write_entry
from mingtang.editorial.series.enums import FrameKind, SeriesTextKind
from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.enums import Post
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY

BEGAN = timedelta(days=4, hours=6)  # ago
TITLE = "城东供水主管道破裂应急处置"
FACTS = (
    "城东水厂一根直径八百毫米的供水主管道破裂，新区东片约二万六千户停水或者水压不足。\n"
    "市政府已启动城市供水突发事件四级响应，水务、消防、交通部门在现场处置，没有人员伤亡。\n"
    "停水期间请储水备用，不要饮用浑浊的自来水。供水服务热线二十四小时有人接听：0550-3000110。"
)
UPDATES = (
    (
        2,
        "抢修队伍已找到破裂点并关闭两侧阀门，开挖工作面三十平方米。学府路东段临时封闭，请绕行健康路。",
    ),
    (5, "十八辆送水车在二十四个点位供水，点位和时间已在各小区张贴。医院、养老院和学校由专车保障。"),
    (11, "破裂管段已更换，正在冲洗消毒和检测水质。经检测合格后恢复供水。"),
    (19, "水质检测合格，各片区陆续恢复供水。恢复初期水可能发黄，请打开水龙头放水几分钟再用。"),
    (
        30,
        "全部用户恢复正常供水，学府路东段恢复通行。四级响应终止，水质连续监测三天，结果每天公布。",
    ),
    (
        76,
        "连续三天监测，新区东片二十个点位水质全部合格。事故原因调查和赔偿登记正在进行，结果将在这里公布。",
    ),
)
ALERT = "新区东片停水抢修，请查看送水点和最新进展"
LIFTED = 30  # hours after the beginning


def tell_emergency(people: People, portal: GovSite, now: datetime) -> None:
    """Open the series as the duty officer, release its texts as the leader, put up and lift the notice."""
    began = now - BEGAN
    duty = people.of(CITY, Post.DUTY_OFFICER)
    leader = people.of(CITY, Post.LEADER_IN_CHARGE)
    row = open_series(
        actor=duty, at=began, site_id=portal.pk, code="water-main", title=TITLE, facts=FACTS
    )
    facts = row.entries.get()
    release_entry(actor=leader, at=began + timedelta(minutes=12), entry_id=facts.pk)
    notice = begin_notice(
        actor=duty,
        at=began + timedelta(minutes=15),
        kind=FrameKind.ALERT,
        site_id=portal.pk,
        reason="新区东片大面积停水",
        text=ALERT,
        series_id=row.pk,
    )
    for hours, text in UPDATES:
        at = began + timedelta(hours=hours)
        entry = write_entry(
            actor=duty, at=at, series_id=row.pk, kind=SeriesTextKind.UPDATE, text=text
        )
        release_entry(actor=leader, at=at + timedelta(minutes=8), entry_id=entry.pk)
        if hours == LIFTED:
            end_notice(actor=duty, at=at + timedelta(minutes=20), notice_id=notice.pk)
