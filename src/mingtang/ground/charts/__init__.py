"""Figures as SVG with the same values as a table (图表): bars, stacked bars, lines, lamps.

Pure: plain values in, markup out, the same for the same values. No script, no style, no tables of
the database, no word of the business.
"""

from mingtang.ground.charts.bars import bar_chart, stacked_bar_chart
from mingtang.ground.charts.lamps import lamp_row
from mingtang.ground.charts.lines import line_chart
from mingtang.ground.charts.values import Chart, Lamp, LampColor, Series

__all__ = [
    "Chart",
    "Lamp",
    "LampColor",
    "Series",
    "bar_chart",
    "lamp_row",
    "line_chart",
    "stacked_bar_chart",
]
