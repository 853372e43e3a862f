"""The screen of a site's look: colours and pictures."""

from typing import Any

from django import forms
from wagtail.images import get_image_model

from mingtang.editorial.layouts.actions.looks import DESIGN, change_look
from mingtang.editorial.layouts.interfaces.layouts import ROOT
from mingtang.editorial.pages.models import SiteLook
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.themes.policies.looks import PICTURES, TOKENS
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm, VersionField
from mingtang.workbench.backoffice.screens import ActionScreen


class LookForm(DeskForm):
    """A field for each colour and each place of a picture; empty is as the theme has it."""

    def __init__(self, *args: Any, look: SiteLook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colours, pictures = [one.name for one in TOKENS], list(PICTURES)
        self.groups = [("颜色", colours), ("图片", pictures)]  # type: ignore[misc]
        for one in TOKENS:
            self.fields[one.name] = forms.CharField(
                label=one.label,
                help_text=one.help,
                required=False,
                max_length=7,
                initial=look.tokens.get(one.name, ""),
            )
        for place, label in PICTURES.items():
            self.fields[place] = field = SearchOfVisible("picture", label=label, required=False)
            known = look.pictures.get(place)
            if known is not None:
                rows = get_image_model()._default_manager
                pk = int(str(known["key"]).partition(":")[2])
                field.chosen = field.initial = rows.filter(pk=pk).first()
            field.bind(self.person, self.at)
        self.fields["version"] = VersionField(initial=look.version)


class ChangeLook(ActionScreen):
    """Colours and pictures of a site."""

    title = "网站外观"
    lead = "留空的沿用模板。颜色写成 #17436b 这样的六位色值，几秒后生效；图片在每个页面上，全站页面会分批更新。"
    model = GovSite
    right = DESIGN
    parents = (ROOT,)
    form_class = LookForm
    success_message = "已保存。"

    def may_begin(self) -> Decision:
        return self.powers.may(DESIGN, site=self.object.code)

    def get_title(self) -> str:
        return f"网站外观：{self.object.name}"

    def get_form_kwargs(self) -> dict[str, Any]:
        look = SiteLook.objects.filter(pk=self.object.pk).first() or SiteLook(site=self.object)
        return {**super().get_form_kwargs(), "look": look}

    def act(self, form: Any) -> SiteLook:
        data = form.cleaned_data
        pictures = {place: data[place].pk if data[place] else None for place in PICTURES}
        return change_look(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            tokens={one.name: data[one.name] for one in TOKENS},
            pictures=pictures,
            version=data["version"],
        )

    def get_success_url(self, result: Any) -> str:
        return self.request.path
