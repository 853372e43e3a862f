"""A part of a picture is cut out as another picture, around what must stay in view."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pixels

from mingtang.editorial.media.policies import SHAPES, crop_box
from mingtang.ground.foundation.decisions import Refused
from mingtang.workbench.backoffice.actions.cropping import crop_picture
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.backoffice.models import Picture
from tests.factories import media
from tests.factories.cast import Cast

Browser = Callable[..., Client]
percent = st.integers(0, 100)
pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]


@given(
    st.tuples(st.integers(1, 5000), st.integers(1, 5000)),
    st.sampled_from(sorted(SHAPES)),
    st.integers(10, 100),
    st.tuples(percent, percent),
)
def test_part_is_inside_and_of_its_shape(
    measure: tuple[int, int], shape: str, share: int, centre: tuple[int, int]
) -> None:
    left, top, right, bottom = crop_box(measure, shape, share, centre)

    assert 0 <= left < right <= measure[0]
    assert 0 <= top < bottom <= measure[1]
    if shape and min(right - left, bottom - top) > 50:
        across, down = map(int, shape.split(":"))
        assert (right - left) / (bottom - top) == pytest.approx(across / down, rel=0.05)


def test_whole_picture_is_left_as_it_is_and_a_part_follows_its_middle() -> None:
    assert crop_box((400, 300), "", 100, (0, 0)) == (0, 0, 400, 300)
    assert crop_box((400, 300), "1:1", 100, (100, 50)) == (100, 0, 400, 300)
    assert crop_box((400, 300), "4:3", 50, (50, 0)) == (100, 0, 300, 150)


def _sent(client: Client, cast: Cast, url: str, **data: object) -> object:
    return client.post(url, {**data, FIELD: new_form_key(cast.officer.pk, url)})


@pytest.mark.django_db
@pytest.mark.usefixtures("rooms")
def test_focal_point_is_set_and_the_crop_begins_there(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    picture = media.picture(
        cast.edu, actor=cast.officer, at=at, title="校门", content=media.png((400, 300))
    )
    client, url = browser(cast.officer), f"/library/pictures/{picture.pk}/"
    _sent(client, cast, f"{url}focus/", x=100, y=50)

    picture.refresh_from_db()
    assert (picture.focal_point_x, picture.focal_point_y) == (400, 150)
    shown = client.get(f"{url}crop/").content.decode()
    assert 'name="x" value="100"' in shown
    assert 'data-width="400" data-height="300"' in shown
    assert '.max-960x540.png"' in shown

    _sent(client, cast, f"{url}crop/", shape="1:1", share=50, x=100, y=50)
    cut = Picture.objects.exclude(pk=picture.pk).get()
    assert (cut.title, cut.width, cut.height) == ("校门（裁剪）", 150, 150)
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (400, 300)
    refused = client.post(f"{url}crop/", {"shape": "", "share": 5, "x": 101, "y": 50})
    assert refused.status_code == 422


@pytest.mark.django_db
def test_moving_picture_and_part_outside_are_refused(cast: Cast, at: datetime) -> None:
    frames = [Pixels.new("RGB", (40, 30), shade) for shade in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=100)
    moving = media.picture(
        cast.edu, actor=cast.officer, at=at, content=target.getvalue(), name="动.gif"
    )
    with pytest.raises(Refused, match="动图不能裁剪"):
        crop_picture(actor=cast.officer, at=at, media=moving, box=(0, 0, 10, 10))
    still = media.picture(cast.edu, actor=cast.officer, at=at)
    with pytest.raises(Refused, match="超出了图片"):
        crop_picture(actor=cast.officer, at=at, media=still, box=(0, 0, 41, 10))
