"""Which part of a picture a crop leaves. Pure."""

# width : height, as an office calls it; empty for the picture's own
SHAPES = {
    "": "原来的比例",
    "16:9": "宽屏 16 : 9（首页轮播、组图）",
    "4:3": "横版 4 : 3",
    "1:1": "方形 1 : 1",
    "3:4": "竖版 3 : 4（人物照片）",
}


def crop_box(
    measure: tuple[int, int], shape: str, share: int, centre: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in pixels of the part that a crop leaves.

    The part is the largest of its shape that fits, made smaller to `share` percent of its sides, with
    its middle as near to `centre` (percent from left and top) as the edges of the picture allow.
    """
    width, height = measure
    across, down = (int(one) for one in shape.split(":")) if shape else measure
    scale = min(width / across, height / down) * share / 100
    cut = (max(1, round(across * scale)), max(1, round(down * scale)))
    left, top = (
        min(max(0, round(side * middle / 100 - part / 2)), side - part)
        for side, part, middle in zip(measure, cut, centre, strict=True)
    )
    return left, top, left + cut[0], top + cut[1]
