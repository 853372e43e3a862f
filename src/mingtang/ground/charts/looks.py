"""How series differ: by colour on a screen, by pattern, dash and marker on black-and-white paper."""

from dataclasses import dataclass

from markupsafe import Markup

from mingtang.ground.charts.markup import element

# Each has a contrast of 4.5 to 1 against white; neighbours differ in lightness too.
COLORS = ("#0b4f8a", "#b3261e", "#1a7335", "#6b3fa0", "#8a5a00", "#4a4a4a")
DASHES = (None, "8 4", "2 4", "10 4 2 4", "16 5", "5 2")
# Forms around a point; a marker is filled, so that it shows on any line.
MARKERS = (
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
    "M-4,-4h8v8h-8z",
    "M0,-5L5,4H-5z",
    "M0,-6L6,0L0,6L-6,0z",
    "M-5,-4H5L0,5z",
    "M-5,-1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z",
)
# What a tile of 8 by 8 pixels holds on white; the first series is one plain colour.
_TILES = (
    "",
    "M-2,2L2,-2M0,8L8,0M6,10L10,6",
    "M2,2h2v2h-2zM6,6h2v2h-2z",
    "M0,4H8M4,0V8",
    "M-2,6L2,10M0,0L8,8M6,-2L10,2",
    "M0,2H8M0,6H8",
)


@dataclass(frozen=True)
class Look:
    """The look of one series in the chart of a name."""

    name: str
    place: int

    @property
    def color(self) -> str:
        """The colour of lines and outlines."""
        return COLORS[self.place]

    @property
    def fill(self) -> str:
        """The fill of an area: a colour, or the pattern that `pattern` defines."""
        return f"url(#{self.name}-fill-{self.place})" if _TILES[self.place] else self.color

    @property
    def pattern(self) -> Markup:
        """The definition that `fill` names; empty for a plain colour."""
        if not _TILES[self.place]:
            return Markup("")
        return element(
            "pattern",
            element("rect", width=8, height=8, fill="#fff"),
            element("path", d=_TILES[self.place], stroke=self.color, stroke_width=2, fill="none"),
            id=f"{self.name}-fill-{self.place}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )

    def area(self, **place: object) -> Markup:
        """Return a rectangle in the look of the series."""
        return element("rect", fill=self.fill, stroke=self.color, stroke_width=1, **place)

    def marker(self, x: str, y: str) -> Markup:
        """Return the marker of a point of a line."""
        form = element("path", d=MARKERS[self.place], fill=self.color, stroke="#fff")
        return element("svg", form, x=x, y=y, overflow="visible")
