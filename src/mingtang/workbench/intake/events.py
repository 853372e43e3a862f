"""What becomes of a form that a citizen filled in; what is in it stands in no event."""

from mingtang.spine.events.registry import EventType

_FORM = frozenset({"form", "received_at"})

EVENT_TYPES = (
    EventType("intake.form.taken", "接收公众提交的内容", _FORM | {"files", "turned_away"}),
    EventType("intake.form.refused", "公众提交的内容未能接收", _FORM | {"attempts"}),
    EventType("intake.form.retried", "重新接收公众提交的内容", frozenset({"form"})),
)
