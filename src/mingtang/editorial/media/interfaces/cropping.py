"""Screens that set the focal point of a picture, and cut a part out of it.

Both work with sliders: by keyboard, with a thumb, and without a script; a script shows the part on the
picture and takes a tap on it as the middle.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.media.interfaces.lists import TITLE, LibraryRoom, media_url
from mingtang.editorial.media.interfaces.screens import OneMedia
from mingtang.editorial.media.policies import SHAPES, crop_box
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.actions.cropping import crop_picture
from mingtang.workbench.backoffice.actions.media import change_media, set_watermark
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.models import Picture, UnitCollection
from mingtang.workbench.backoffice.screens import ActionForm, ActionScreen

FOCUS_SHARE = 10  # percent of each side that the focal point covers
LEAST = 10


def _slider(label: str, least: int = 0) -> forms.IntegerField:
    attributes = {"type": "range", "min": least, "max": 100, "step": 1, "class": "mt-slider"}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=100,
        widget=forms.NumberInput(attrs=attributes),
    )


class FocusForm(DeskForm):
    """Where the middle of what matters is, in percent."""

    x = _slider("左右位置（最左到最右）")
    y = _slider("上下位置（最上到最下）")


class CropForm(FocusForm):
    """Which part is left."""

    shape = forms.ChoiceField(label="比例", required=False, choices=list(SHAPES.items()))
    share = _slider("大小", LEAST)
    field_order: Sequence[str] = ("shape", "share", "x", "y")


class OnPicture(OneMedia, ActionScreen):
    """A form beside the picture it is about."""

    template_name = "media/on_picture.html"

    def may_begin(self) -> Decision:
        """Answer whether the person has it in hand."""
        return self.may_change()

    def get_initial(self) -> dict[str, Any]:
        """Return where the focal point is, else the middle."""
        picture: Picture = self.object
        x, y = picture.focal_point_x, picture.focal_point_y
        if x is None or y is None:
            return {"x": 50, "y": 50}
        return {"x": round(100 * x / picture.width), "y": round(100 * y / picture.height)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the picture."""
        return super().get_context_data(object=self.object, **kwargs)


class FocusPicture(OnPicture):
    """Set the focal point."""

    title = "焦点"
    lead = "焦点是画面里一定要留下的地方，如人物的面部；裁剪从这里开始，以后再裁也一样。"
    form_class = FocusForm
    success_message = "焦点已保存。"

    def act(self, form: Any) -> Picture:
        """Save it in the fields that the renditions read."""
        picture, data = self.object, form.cleaned_data
        picture.focal_point_x = round(picture.width * data["x"] / 100)
        picture.focal_point_y = round(picture.height * data["y"] / 100)
        picture.focal_point_width = max(1, picture.width * FOCUS_SHARE // 100)
        picture.focal_point_height = max(1, picture.height * FOCUS_SHARE // 100)
        change_media(actor=self.person, at=self.at, media=picture)
        return picture

    def get_success_url(self, result: Picture) -> str:
        """Return its screen."""
        return media_url(result)


class CropPicture(OnPicture):
    """Cut a part out, as another picture."""

    title = "裁剪"
    lead = "裁出的部分另存为一张新图，原图不动；已经用到原图的稿件不受影响，要换成新图的，请再点“替换”。"
    form_class = CropForm
    submit_label = "另存为新图"
    success_message = "已另存为新图。"

    def get_initial(self) -> dict[str, Any]:
        """Begin around the focal point."""
        return {**super().get_initial(), "share": 100, "shape": ""}

    def act(self, form: Any) -> Picture:
        """Cut it."""
        picture, data = self.object, form.cleaned_data
        measure = picture.width, picture.height
        box = crop_box(measure, data["shape"], data["share"], (data["x"], data["y"]))
        return crop_picture(actor=self.person, at=self.at, media=picture, box=box)

    def get_success_url(self, result: Picture) -> str:
        """Return the screen of the new picture."""
        return media_url(result)


class WatermarkForm(DeskForm):
    """The mark of the own unit."""

    words = forms.CharField(
        label="水印文字",
        max_length=30,
        required=False,
        help_text="如“明州市教育局”；留空不加。",
    )


class SetWatermark(LibraryRoom, ActionForm):
    """Set the mark that new pictures of the own unit get."""

    title = "本单位水印"
    lead = "以后上传的图片在网页上右下角带这几个字，原图不变；已有的图片和不宜加的图片，在“修改说明”里单独改。"
    right = "content.write"
    parents = ((TITLE, "media:pictures"),)
    form_class = WatermarkForm
    success_message = "已保存，以后上传的图片按此加水印。"

    def get_initial(self) -> dict[str, Any]:
        """Return the mark of today."""
        found = UnitCollection.objects.filter(unit=self.person.unit).first()
        return {"words": found.watermark if found else ""}

    def act(self, form: Any) -> None:
        """Save it."""
        set_watermark(actor=self.person, at=self.at, unit=self.person.unit, **form.cleaned_data)

    def get_success_url(self, result: Any) -> str:
        """Return the list of pictures."""
        return reverse("media:pictures")
