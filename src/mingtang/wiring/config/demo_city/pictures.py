"""Pictures of the demo city, drawn here: flat scenes of its hills, river, streets and halls.

No photograph is bundled, so no rights of others are touched. The same scene and seed always make the same picture.
"""

import io
import random
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

SIZE = (1200, 675)
WIDE = (0, 330, 1200, 630)
Colour = tuple[int, int, int]
_SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((112, 166, 214), (238, 243, 240)),
    ((86, 140, 190), (250, 226, 190)),
    ((150, 190, 214), (247, 247, 240)),
    ((58, 88, 140), (242, 178, 132)),
)
_HILLS: tuple[Colour, ...] = ((132, 162, 152), (96, 138, 112), (66, 112, 84))
_WALLS: tuple[Colour, ...] = (
    (226, 214, 196), (206, 216, 222), (232, 202, 178), (196, 206, 196), (216, 190, 178),
)  # fmt: skip
_ROOF: Colour = (84, 90, 100)
_WINDOW: Colour = (120, 148, 170)


class Scene:
    """One picture while it is drawn."""

    def __init__(self, seed: str) -> None:
        """Begin with the sky."""
        self.random = random.Random(seed)  # noqa: S311 - a picture, no secret
        self.image = Image.new("RGB", SIZE)
        self.draw = ImageDraw.Draw(self.image)
        top, bottom = self.random.choice(_SKIES)
        for y in range(SIZE[1]):
            share = min(1.0, y / 460)
            self.draw.line(((0, y), (SIZE[0], y)), fill=_mix(top, bottom, share))
        x, y = self.random.randint(150, 1050), self.random.randint(70, 190)
        self.draw.ellipse((x - 44, y - 44, x + 44, y + 44), fill=(255, 246, 214))

    def hills(self, height: int = 330) -> None:
        """Draw three ranges, the nearest darkest."""
        for number, colour in enumerate(_HILLS):
            base = height + number * 62
            points = [(0, SIZE[1])]
            level = base - self.random.randint(20, 110)
            for x in range(0, SIZE[0] + 1, 60):
                level += self.random.randint(-34, 34)
                level = max(base - 130, min(base + 10, level))
                points.append((x, level))
            points.append((SIZE[0], SIZE[1]))
            self.draw.polygon(points, fill=colour)

    def ground(self, colour: Colour, top: int = 520) -> None:
        """Fill what is nearest."""
        self.draw.rectangle((0, top, *SIZE), fill=colour)

    def water(self, top: int = 500) -> None:
        """Draw a river with light on it."""
        self.ground((104, 152, 178), top)
        for _ in range(46):
            x, y = self.random.randint(0, SIZE[0]), self.random.randint(top + 8, SIZE[1])
            self.draw.line(((x, y), (x + 40 + y // 9, y)), fill=(150, 190, 208), width=3)

    def house(self, x: int, floor: int, width: int, height: int) -> None:
        """Draw a house with its windows."""
        wall = self.random.choice(_WALLS)
        self.draw.rectangle((x, floor - height, x + width, floor), fill=wall)
        self.draw.rectangle((x - 6, floor - height - 10, x + width + 6, floor - height), fill=_ROOF)
        for top in range(floor - height + 16, floor - 30, 40):
            for left in range(x + 14, x + width - 20, 34):
                self.draw.rectangle((left, top, left + 18, top + 22), fill=_WINDOW)

    def tree(self, x: int, floor: int, size: int) -> None:
        """Draw a tree."""
        self.draw.rectangle((x - 4, floor - size, x + 4, floor), fill=(104, 84, 66))
        green = (self.random.randint(70, 110), self.random.randint(130, 156), 86)
        self.draw.ellipse(
            (x - size // 2, floor - size * 2, x + size // 2, floor - size // 2), fill=green
        )

    def trees(self, floor: int, count: int) -> None:
        """Draw a row of trees."""
        for number in range(count):
            self.tree(
                60 + number * 1100 // max(count, 1) + self.random.randint(0, 50),
                floor,
                self.random.randint(44, 70),
            )


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    a, b, c = (round(x + (y - x) * share) for x, y in zip(one, other, strict=True))
    return a, b, c


def _town(scene: Scene) -> None:
    scene.hills(300)
    scene.ground((178, 186, 182), 560)
    x = 20
    while x < 1120:
        width = scene.random.randint(90, 170)
        scene.house(x, 565, width, scene.random.randint(130, 330))
        x += width + scene.random.randint(14, 40)
    scene.trees(606, 9)


def _hall(scene: Scene) -> None:
    scene.hills(320)
    scene.ground((196, 200, 190), 540)
    draw = scene.draw
    draw.polygon(((220, 300), (600, 190), (980, 300)), fill=_ROOF)
    draw.rectangle((260, 300, 940, 540), fill=(232, 222, 204))
    for x in range(300, 921, 88):
        draw.rectangle((x, 316, x + 26, 540), fill=(206, 190, 164))
    draw.rectangle((560, 420, 640, 540), fill=(128, 92, 72))
    draw.rectangle((210, 540, 990, 566), fill=(172, 172, 166))
    scene.trees(600, 8)


def _field(scene: Scene) -> None:
    scene.hills()
    draw = scene.draw
    scene.ground((196, 178, 92), 470)
    for number in range(-9, 22):
        draw.line(
            ((600 + (number - 6) * 24, 470), (600 + (number - 6) * 190, 675)),
            fill=(150, 152, 70),
            width=7,
        )
    scene.house(880, 474, 150, 70)
    scene.trees(474, 5)


def _tea(scene: Scene) -> None:
    scene.hills(280)
    for row in range(9):
        y = 420 + row * 30
        for x in range(-40 + row % 2 * 30, 1240, 62):
            scene.draw.ellipse((x, y, x + 74, y + 44), fill=(58 + row * 5, 124 + row * 5, 70))


def _road(scene: Scene) -> None:
    scene.hills()
    scene.ground((128, 160, 104), 480)
    scene.draw.polygon(((560, 480), (640, 480), (1000, 675), (200, 675)), fill=(104, 108, 114))
    for y in range(490, 675, 42):
        half = (y - 470) // 28 + 1
        scene.draw.rectangle((600 - half, y, 600 + half, y + 22), fill=(240, 240, 232))
    scene.trees(500, 10)


def _bridge(scene: Scene) -> None:
    scene.hills(300)
    scene.water(470)
    draw = scene.draw
    draw.rectangle((0, 430, 1200, 452), fill=(116, 122, 130))
    for x in (320, 880):
        draw.rectangle((x - 12, 210, x + 12, 560), fill=(146, 152, 160))
        for reach in range(50, 300, 50):
            for side in (-1, 1):
                draw.line(((x, 222), (x + side * reach, 430)), fill=(168, 174, 180), width=3)


def _river(scene: Scene) -> None:
    scene.hills(310)
    scene.water(490)
    scene.trees(500, 12)
    for x in (260, 760):
        scene.draw.polygon(
            ((x, 590), (x + 130, 590), (x + 104, 622), (x + 26, 622)), fill=(118, 88, 70)
        )
        scene.draw.polygon(((x + 66, 500), (x + 66, 584), (x + 116, 584)), fill=(240, 232, 214))


def _square(scene: Scene) -> None:
    _town(scene)
    scene.ground((214, 206, 192), 570)
    for number in range(26):
        x, y = scene.random.randint(40, 1160), 590 + number % 4 * 18
        shirt = scene.random.choice(((178, 74, 66), (70, 104, 150), (220, 176, 82), (96, 140, 108)))
        scene.draw.rectangle((x, y, x + 12, y + 26), fill=shirt)
        scene.draw.ellipse((x - 1, y - 14, x + 13, y), fill=(238, 206, 176))


SCENES: dict[str, Callable[[Scene], None]] = {
    "town": _town,
    "hall": _hall,
    "field": _field,
    "tea": _tea,
    "road": _road,
    "bridge": _bridge,
    "river": _river,
    "square": _square,
}
SCENE_NAMES = {
    "town": "明州城区街景",
    "hall": "明州市的公共建筑",
    "field": "明州的田野和远山",
    "tea": "山坡上的茶园和果园",
    "road": "通往山区的公路",
    "bridge": "明州大桥",
    "river": "明州江上的帆船",
    "square": "市民广场上的市民",
}
VARIANTS = 3  # pictures of one scene
_WORDS = (
    ("bridge", "大桥", "桥"),
    ("tea", "茶", "柑橘", "橘", "蔬菜", "果"),
    ("field", "粮", "农", "春耕", "小麦", "秸秆", "乡村", "村"),
    ("road", "公路", "公交", "道路", "交通", "高速", "车", "客运"),
    ("river", "河", "水", "防汛", "禁渔", "渡"),
    ("square", "广场", "活动", "大赛", "比赛", "节", "志愿", "献血", "体育"),
    (
        "hall",
        "会议",
        "图书馆",
        "博物馆",
        "文化馆",
        "美术馆",
        "政务",
        "市政府",
        "学校",
        "中学",
        "医院",
    ),
)


def scene_of(text: str) -> str:
    """Return the scene that fits a title best; a street of the town where none does."""
    return next((name for name, *words in _WORDS if any(word in text for word in words)), "town")


@cache
def picture(scene: str, seed: str) -> bytes:
    """Return a scene as JPEG, 1,200 by 675 pixels; the same seed makes the same bytes."""
    return _written(_drawn(scene, seed))


def wide_picture(scene: str, seed: str) -> bytes:
    """Return the lower middle of a scene as JPEG, 1,200 by 300 pixels, for a banner."""
    return _written(_drawn(scene, seed).crop(WIDE))


def _drawn(scene: str, seed: str) -> Image.Image:
    drawn = Scene(seed)
    SCENES[scene](drawn)
    return drawn.image


def _written(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84)
    return out.getvalue()
