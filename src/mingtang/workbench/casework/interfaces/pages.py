"""The page of one case: who sent it, how long there is, what was said, what can be done."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.institution.organization.queries import names_of_units
from mingtang.workbench.backoffice.screens import DetailScreen, Fact, HeaderButton
from mingtang.workbench.backoffice.subjects import subjects
from mingtang.workbench.casework.enums import CaseVerb, EntryKind
from mingtang.workbench.casework.interfaces.lists import case_tag, case_url
from mingtang.workbench.casework.interfaces.panels import (
    buttons_of_rooms,
    facts_of_kind,
    panels_of_kind,
)
from mingtang.workbench.casework.kinds import route_of_answers
from mingtang.workbench.casework.models import Case, CaseEntry
from mingtang.workbench.casework.queries import (
    clocks_of,
    linked_cases,
    may_act,
    offered_verbs,
)

LIST = ("办件", "casework:list")
PRIMARY = {
    CaseVerb.DISPATCH,
    CaseVerb.CLAIM,
    CaseVerb.RESUME,
    CaseVerb.ANSWER,
    CaseVerb.CLOSE,
    CaseVerb.LOOK_AGAIN,
}
# Beside the text that it erases, not among the buttons.
ELSEWHERE = {CaseVerb.ERASE_ENTRY}
# Below the case: fifteen buttons above it fill the screen of a telephone before the first word.
BELOW = {
    CaseVerb.JOIN,
    CaseVerb.PAUSE,
    CaseVerb.VALUE,
    CaseVerb.COMPLEX,
    CaseVerb.FOREIGN,
    CaseVerb.SUPERVISE,
    CaseVerb.ESCALATE,
    CaseVerb.MERGE,
    CaseVerb.DROP,
    CaseVerb.NOTE,
    CaseVerb.LINK,
    CaseVerb.ERASE,
}


class CaseScreen(DetailScreen):
    """One case."""

    template_name = "casework/case.html"
    model = Case
    parents = (LIST,)

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("claimed_by", "reason", "merged_into")

    def get_lead(self) -> str:
        case: Case = self.object
        return case.masked_title

    def get_subject(self) -> str:
        return str(self.object.subject_key)

    @cached_property
    def offered(self) -> Sequence[CaseVerb]:
        """What the person may do with the case now."""
        case: Case = self.object
        return [one for one in offered_verbs(self.powers, case) if one not in ELSEWHERE]

    def get_buttons(self) -> Sequence[HeaderButton]:
        case: Case = self.object
        offered = [one for one in self.offered if one not in BELOW]
        if case.claimed_by_id == self.person.pk and CaseVerb.CLAIM in offered:
            offered.remove(CaseVerb.CLAIM)
        first = next((one for one in offered if one in PRIMARY), None)
        if CaseVerb.ANSWER in offered:
            first = CaseVerb.ANSWER
        if CaseVerb.LOOK_AGAIN in offered:
            first = CaseVerb.LOOK_AGAIN
        offered.sort(key=lambda one: one is not first)
        buttons = [
            HeaderButton(_word(case, one), _address(case, one), primary=one is first)
            for one in offered
        ]
        if CaseVerb.VIEW in offered and not case.erased_at:
            buttons.append(HeaderButton("办理情况单", reverse("casework:slip", args=[case.pk])))
        below = [HeaderButton("其他操作", "#acts-heading")] if BELOW & set(self.offered) else []
        return [*buttons, *buttons_of_rooms(case, self.person, self.at), *below]

    def get_facts(self) -> Sequence[Fact]:
        case: Case = self.object
        units = names_of_units([case.unit, case.desk_unit])
        site = subjects([f"site:{case.site}"], self.person, self.at) if case.site else {}
        found = [
            Fact("状态", case_tag(case)),
            Fact("种类", case.of_kind.label),
            Fact("类别", case.category_label if case.category != case.kind else ""),
            Fact("渠道", case.get_channel_display()),
            Fact("原编号", case.other_number),
            Fact("网站", next((one.title for one in site.values()), "")),
            Fact("收到时间", case.received_at),
            Fact("导入时间", case.imported_at, note="收到、答复时间以导入的表格为准"),
            Fact("转办单位", units.get(case.desk_unit, case.desk_unit)),
            Fact("承办单位", units.get(case.unit, case.unit)),
            Fact("承办人", case.claimed_by.name if case.claimed_by else ""),
            Fact("最近一次说明", case.reason),
            Fact("认定为有价值意见", case.valued_at),
            Fact("认定为情况复杂", case.complex_at),
            Fact("认定不属本地职责", case.foreign_at),
            Fact("延期审批", self._extension(case)),
            Fact("督办", case.supervised_at),
            Fact("上报领导", case.escalated_at),
            Fact("催办", f"{case.urgings} 次" if case.urgings else ""),
            Fact(
                "评分",
                f"{case.rating} 分{'，待复核' if case.doubted_at else ''}" if case.rating else "",
            ),
            *(Fact(label, value) for label, value in case.masked_contact),
            *facts_of_kind(case),
            Fact(
                "附件",
                f"{count} 个，在“查看完整信息”中打开" if (count := case.files.count()) else "",
            ),
        ]
        if case.merged_into:
            url = case_url(case.merged_into.pk) if self._sees(case.merged_into) else ""
            found.append(Fact("并入", case.merged_into.number, url=url))
        return [one for one in found if one.value not in {"", None}]

    def _extension(self, case: Case) -> str:
        row = case.extensions.order_by("pk").last()
        return row.state_label if row else ""

    def _sees(self, case: Case) -> bool:
        return self.model.objects.visible_to(self.person, at=self.at).filter(pk=case.pk).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case: Case = self.object
        entries = list(case.entries.select_related("written_by"))
        joint = list(case.joint_units.all())
        links = linked_cases(case)
        rows = self.visible_rows().filter(pk__in=[other.pk for _, other in links])
        seen = set(rows.values_list("pk", flat=True))
        names = names_of_units([one.unit for one in entries] + [one.unit for one in joint])
        return super().get_context_data(
            acts=[
                HeaderButton(_word(case, one), _address(case, one))
                for one in self.offered
                if one in BELOW
            ],
            clocks=clocks_of(case, self.at),
            panels=panels_of_kind(case, self.person, self.at),
            said=_lines((one for one in entries if one.kind != EntryKind.NOTE), names),
            notes=_lines((one for one in entries if one.kind == EntryKind.NOTE), names),
            joint=[names.get(one.unit, one.unit) for one in joint],
            links=[(link, other) for link, other in links if other.pk in seen],
            may_erase=bool(may_act(self.powers, case, CaseVerb.ERASE_ENTRY)),
            **kwargs,
        )


def _word(case: Case, verb: CaseVerb) -> str:
    """Return the word of a button: whose case has been claimed takes it over."""
    if verb is CaseVerb.CLAIM and case.claimed_by_id:
        return "接手"
    return verb.label


def _address(case: Case, verb: CaseVerb) -> str:
    elsewhere = route_of_answers(case.kind) if verb is CaseVerb.ANSWER else ""
    return reverse(elsewhere or f"casework:{verb}", args=[case.pk])


def _lines(entries: Iterable[CaseEntry], names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "entry": one,
            "unit": names.get(one.unit, one.unit),
            "erasable": one.erased_at is None and one.kind != EntryKind.ANSWER,
        }
        for one in entries
    ]
