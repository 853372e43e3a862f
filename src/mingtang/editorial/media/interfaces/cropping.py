"""Screens that set the focal point of a picture, and cut a part out of it.

Both work with sliders: by keyboard, with a thumb, and without a script; a script shows the part on the
picture and takes a tap on it as the middle.
"""

from collections.abc import Sequence
from typing import Any

from django import forms

from mingtang.editorial.media.interfaces.lists import media_url
from mingtang.editorial.media.interfaces.screens import OneMedia
from mingtang.editorial.media.policies import SHAPES, crop_box
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.actions.cropping import crop_picture
from mingtang.workbench.backoffice.actions.media import change_media
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.models import Picture
from mingtang.workbench.backoffice.screens import ActionScreen

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


class FocusPicture(OnPicture):
    """Set the focal point."""

    title = "焦点"
    lead = "图片在首页轮播、组图里会按版面裁切，焦点是一定要留在画面里的地方，如人物的面部。"
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
