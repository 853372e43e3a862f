from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.papers.rtf_pictures import MOST, pictures_in_rtf
from tests.ground.papers.documents import png

PNG = png()


def shown(data: bytes, kind: str = "pngblip") -> str:
    digits = data.hex()
    lines = "\n".join(digits[at : at + 128] for at in range(0, len(digits), 128))
    return (
        rf"{{\*\shppict{{\pict{{\*\picprop\shplid1025{{\sp{{\sn a}}}}}}\picw100\{kind}"
        f"\n{lines}}}}}"
    )


def old(data: bytes) -> str:
    return rf"{{\nonshppict{{\pict\picw1\wmetafile8 {data.hex()}}}}}"


def rtf(*parts: str) -> bytes:
    return ("{\\rtf1 text " + " and ".join(parts) + "}").encode()


def test_pictures_come_in_order_without_the_copies_for_old_programs() -> None:
    found = pictures_in_rtf(rtf(shown(PNG), old(PNG), shown(b"\xff\xd8\xff" + PNG, "jpegblip")))

    assert found == [PNG, b"\xff\xd8\xff" + PNG]


def test_formats_that_no_page_shows_hold_their_place() -> None:
    assert pictures_in_rtf(rtf(shown(PNG, "emfblip"), shown(PNG))) == [None, PNG]


def test_a_plain_picture_counts_too() -> None:
    assert pictures_in_rtf(rtf(rf"{{\pict\pngblip {PNG.hex()}}}")) == [PNG]


def test_number_of_pictures_is_bounded_and_what_is_cut_off_is_left_out() -> None:
    assert len(pictures_in_rtf(rtf(*[shown(PNG)] * (MOST + 5)))) == MOST
    assert pictures_in_rtf(rtf(shown(PNG))[:-20]) == []


@given(st.binary(max_size=300))
def test_anything_is_read(data: bytes) -> None:
    assert all(one is None or isinstance(one, bytes) for one in pictures_in_rtf(b"{\\pict" + data))
