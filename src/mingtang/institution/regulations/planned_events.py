"""Events that rules name and no room records yet.

The room that comes to record one registers it in its own `events.py` and takes it out here; a test
holds the two lists apart. The payload names what the rules read.
"""

from mingtang.spine.events.registry import EventType

PLANNED = tuple(
    EventType(code, label, frozenset(payload.split()))
    for code, label, payload in (
        ("assessment.circular.issued", "印发年度通报", ""),
        ("assessment.evaluation.completed", "完成年度评估", ""),
        ("capture.reprint.called", "要求转载", "level released_at site_kind unit_kind"),
        ("capture.reprint.released", "转载上线", ""),
        ("capture.reprint.waived", "确认不需转载", ""),
        ("disclosure.circular.issued", "印发信息公开通报", ""),
        ("monitoring.drill.held", "进行应急演练", ""),
        ("monitoring.order.fulfilled", "整改复查通过", ""),
        ("monitoring.order.issued", "印发整改通知", "about due_on unit"),
        ("monitoring.order.revoked", "撤销整改通知", ""),
        ("newmedia.account.abnormal_found", "发现账号异常", ""),
        ("newmedia.account.abnormal_revoked", "撤销账号异常记录", ""),
        ("newmedia.account.changed", "账号变更", ""),
        ("newmedia.account.closed", "账号关停", ""),
        ("newmedia.account.emergency_closed", "账号紧急关停", ""),
        ("newmedia.account.filed", "账号报备", "matter receiver"),
        ("newmedia.account.opened", "账号开通", ""),
        ("newmedia.account.plan_set", "设定账号发布计划", "posts_per_week"),
        ("newmedia.change.filed", "报备关停或变更", "receiver"),
        ("newmedia.change.planned", "拟关停或变更账号", "effective_on"),
        ("newmedia.change.withdrawn", "不再关停或变更", ""),
        ("newmedia.post.released", "账号发布", ""),
        ("newmedia.reprint.called", "要求账号转载", "channel released_at"),
        ("newmedia.reprint.released", "账号转载完成", ""),
        ("newmedia.reprint.waived", "确认账号不需转载", ""),
        ("opinion.clue.answered", "回应舆情", ""),
        ("opinion.clue.claimed", "认领网帖", ""),
        ("opinion.clue.dispatched", "交办舆情", "unit"),
        ("opinion.clue.dropped", "舆情线索作罢", ""),
        ("opinion.clue.found", "发现舆情线索", "unit"),
        ("opinion.clue.handled", "处置舆情", "unit"),
        ("opinion.clue.judged", "研判舆情", "important unit"),
        ("opinion.clue.reported", "报送舆情", ""),
        ("opinion.clue.transferred", "舆情转给其他单位", "unit"),
        ("opinion.watch.closed", "停止监测", ""),
        ("opinion.watch.opened", "开始监测", ""),
        ("opinion.watch.signed", "登记值守", ""),
        ("organization.list.called", "要求报送名单或资料", "list"),
        ("organization.list.received", "收到名单或资料", "list"),
        ("organization.meeting.held", "召开会议", "topic"),
    )
)
