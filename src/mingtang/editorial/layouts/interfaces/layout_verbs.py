"""What is done with a page of blocks: edit a block, arrange, send, withdraw, release, take offline."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404

from mingtang.editorial.layouts.actions.layouts import (
    release_layout,
    save_layout,
    send_layout,
    take_layout_off,
    withdraw_layout,
)
from mingtang.editorial.layouts.actions.topics import set_topic_state
from mingtang.editorial.layouts.enums import LayoutKind, LayoutState, TopicState
from mingtang.editorial.layouts.interfaces.block_forms import WIDTH_CHOICES, BlockEditForm
from mingtang.editorial.layouts.interfaces.layouts import ROOT, layout_url
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.layouts.policies import layouts
from mingtang.editorial.layouts.queries import columns_of
from mingtang.editorial.themes.blocks import BlockType, BlockUse, block_type
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm, VersionField
from mingtang.workbench.backoffice.screens import ActionScreen, ConfirmScreen, Crumb


class LayoutAction(ActionScreen):
    """Something done with one page of blocks."""

    model = SiteLayout
    parents = (ROOT,)
    right_here = "publishing.design"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "revision", "live")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.object.title, layout_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        return layout_url(self.object)

    @property
    def state(self) -> LayoutState:
        """The state of the page."""
        return LayoutState(self.object.state)

    @property
    def body(self) -> list[dict[str, Any]]:
        """The blocks of the draft."""
        return self.object.revision.body if self.object.revision else []

    def may_begin(self) -> Decision:
        return self.powers.may(self.right_here, site=self.object.site.code) & self.may_now()

    def may_now(self) -> Decision:
        """Answer whether the state of the page allows it."""
        return layouts.may_save(self.state)

    def save_body(self, body: Sequence[Any], version: int | None) -> SiteLayout:
        """Save other blocks."""
        return save_layout(
            actor=self.person, at=self.at, layout_id=self.object.pk, body=body, version=version
        )


class EditBlock(LayoutAction):
    """Change one block."""

    form_class = BlockEditForm
    submit_label = "保存并预览"
    success_message = "已保存，下面是新的样子。"

    @property
    def place(self) -> int:
        """Which block, from 0."""
        place: int = self.kwargs["place"]
        if place >= len(self.body):
            raise Http404
        return place

    @property
    def kind(self) -> BlockType:
        """The type of the block."""
        kind = block_type(str(self.body[self.place]["type"]))
        if kind is None:
            raise Http404
        return kind

    def get_title(self) -> str:
        return f"修改“{self.kind.label}”"

    def get_lead(self) -> str:
        return self.kind.help

    def get_form_kwargs(self) -> dict[str, Any]:
        listed = columns_of(self.object.site_id)
        return {
            **super().get_form_kwargs(),
            "kind": self.kind,
            "columns": [(one.pk, f"{one.name}（/{one.path}）") for one in listed],
            "block": self.block(),
            "version": self.object.version,
        }

    def block(self) -> dict[str, Any] | None:
        """Return the block as it stands."""
        return self.body[self.place]

    def act(self, form: Any) -> SiteLayout:
        block = {**form.block(), "id": self.body[self.place]["id"]}
        body = layouts.with_block(self.body, block, self.place)
        return self.save_body(body, form.cleaned_data["version"])


class AddBlock(EditBlock):
    """Add a block at the end."""

    submit_label = "添加并预览"
    success_message = "已添加在最后；可以在“排列和宽度”中移动。"

    @property
    def kind(self) -> BlockType:
        kind = block_type(self.kwargs["kind"])
        if kind is None or BlockUse.HOME not in kind.uses:
            raise Http404
        return kind

    def get_title(self) -> str:
        return f"添加“{self.kind.label}”"

    def block(self) -> dict[str, Any] | None:
        return None

    def act(self, form: Any) -> SiteLayout:
        body = layouts.with_block(self.body, form.block())
        return self.save_body(body, form.cleaned_data["version"])


class ArrangeForm(DeskForm):
    """Order, width, and what goes; a line for each block."""

    def __init__(self, *args: Any, body: Sequence[Any], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = []  # type: ignore[misc]
        self.fields["version"] = VersionField(initial=version)
        for place, block in enumerate(body):
            kind = block_type(str(block["type"]))
            name = block["title"] or (kind.label if kind else block["type"])
            self.fields[f"order_{place}"] = forms.IntegerField(
                label="次序", initial=place + 1, min_value=1, max_value=99
            )
            self.fields[f"width_{place}"] = forms.TypedChoiceField(
                label="宽度", choices=WIDTH_CHOICES, coerce=int, initial=block["width"]
            )
            self.fields[f"gone_{place}"] = forms.BooleanField(label="删去这一块", required=False)
            names = [f"{part}_{place}" for part in ("order", "width", "gone")]
            self.groups.append((f"{place + 1}. {name}", names))  # type: ignore[attr-defined]

    def of(self, part: str) -> dict[int, Any]:
        """Return one part of every line by the place of its block."""
        names = (name for name in self.cleaned_data if name.startswith(f"{part}_"))
        return {int(name.partition("_")[2]): self.cleaned_data[name] for name in names}


class ArrangeBlocks(LayoutAction):
    """Put blocks in order, widen or narrow them, take some away."""

    title = "排列和宽度"
    lead = "一行有 12 格：两块各 6 格，或 8 格和 4 格，正好占满一行。次序相同的按原来的先后。"
    form_class = ArrangeForm
    success_message = "已保存，下面是新的样子。"

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"body": self.body, "version": self.object.version}
        return {**super().get_form_kwargs(), **known}

    def act(self, form: Any) -> SiteLayout:
        gone = {place for place, is_gone in form.of("gone").items() if is_gone}
        body = layouts.arranged(self.body, form.of("order"), form.of("width"), gone)
        return self.save_body(body, form.cleaned_data["version"])


class SendLayout(LayoutAction, ConfirmScreen):
    """Send the draft to its gates."""

    title = submit_label = "送审"
    success_message = "已送审。"

    def may_now(self) -> Decision:
        return layouts.may_send(self.state, blocks=len(self.body))

    def get_consequences(self) -> Sequence[str]:
        return (
            "送审后不能再修改；任何一关不予通过，版面都退回修改。",
            "修改过这一版的人不能审核它。",
        )

    def act(self, form: Any) -> Any:
        return send_layout(actor=self.person, at=self.at, layout_id=self.object.pk)


class WithdrawLayout(LayoutAction):
    """Take it back from its gates."""

    title = submit_label = "撤回送审"
    form_class = ReasonForm
    success_message = "已撤回，可以修改后重新送审。"

    def may_now(self) -> Decision:
        is_open = self.state is LayoutState.IN_REVIEW
        return layouts.may_withdraw_review(is_open=is_open)

    def act(self, form: Any) -> Any:
        reason = form.cleaned_data["reason"]
        return withdraw_layout(
            actor=self.person, at=self.at, layout_id=self.object.pk, reason=reason
        )


class ReleaseLayout(LayoutAction, ConfirmScreen):
    """Put the approved blocks online."""

    title = submit_label = "发布"
    right_here = "publishing.publish"
    success_message = "已发布，页面正在上线。"

    def may_now(self) -> Decision:
        return layouts.may_release(self.state)

    def get_consequences(self) -> Sequence[str]:
        return (f"公众将看到第 {self.object.revision.number} 版。",)

    def act(self, form: Any) -> Any:
        return release_layout(actor=self.person, at=self.at, layout_id=self.object.pk)


class TakeLayoutOff(LayoutAction, ConfirmScreen):
    """Take a topic page offline."""

    title = submit_label = "下线"
    right_here = "publishing.take_down"
    success_message = "已下线。"
    is_grave = True

    def may_now(self) -> Decision:
        is_home = self.object.kind == LayoutKind.HOME
        return layouts.may_take_off(is_home=is_home, is_live=self.object.live_id is not None)

    def get_consequences(self) -> Sequence[str]:
        return ("公众打不开这个专题页，首页的专题块也不再列出它；草稿保留，可以再次发布。",)

    def act(self, form: Any) -> Any:
        return take_layout_off(actor=self.person, at=self.at, layout_id=self.object.pk)


class TopicStateForm(DeskForm):
    """What a topic is from now on."""

    topic_state = forms.ChoiceField(label="专题状态", choices=TopicState.choices())


class SetTopicState(LayoutAction):
    """Close a topic, archive it, or open it again."""

    title = "专题状态"
    lead = "已结束的专题注明后仍在首页列出；已归档的只在专题列表中另列。页面都保留，可以继续查阅。"
    right_here = "publishing.publish"
    form_class = TopicStateForm
    success_message = "已更改，页面几秒后更新。"

    def may_now(self) -> Decision:
        is_home, is_live = self.object.kind == LayoutKind.HOME, self.object.live_id is not None
        before = TopicState(self.object.topic_state)
        after = next(state for state in TopicState if state is not before)
        return layouts.may_set_topic(is_home=is_home, is_live=is_live, before=before, after=after)

    def get_initial(self) -> dict[str, Any]:
        return {"topic_state": self.object.topic_state}

    def act(self, form: Any) -> Any:
        state = TopicState(form.cleaned_data["topic_state"])
        return set_topic_state(
            actor=self.person, at=self.at, layout_id=self.object.pk, topic_state=state
        )
