"""What is recorded of homes, topic pages and looks; the codes are those of publishing, from which the room came."""

from mingtang.spine.events.registry import EventType

_KIND = frozenset({"kind"})
_STEP = frozenset({"round", "step", "clauses"})

EVENT_TYPES = (
    EventType("publishing.site.look_changed", "更改网站外观", frozenset({"tokens", "pictures"})),
    EventType("publishing.layout.begun", "新建版面", _KIND | {"layout"}),
    EventType("publishing.layout.saved", "修改版面", _KIND | {"blocks"}),
    EventType("publishing.layout.sent", "版面送审", frozenset({"round"})),
    EventType("publishing.layout.gate_passed", "版面审核通过一关", _STEP),
    EventType("publishing.layout.gate_refused", "版面审核不予通过", _STEP),
    EventType("publishing.layout.passed", "版面审核通过", _STEP),
    EventType("publishing.layout.returned", "版面退回修改", _STEP),
    EventType("publishing.layout.withdrawn", "版面撤回送审", _STEP),
    EventType("publishing.layout.released", "版面上线", _KIND | {"revision"}),
    EventType("publishing.layout.taken_off", "专题页下线", _KIND),
    EventType("publishing.topic.stated", "更改专题状态", frozenset({"before", "after"})),
)
