"""The figures of a survey as charts, for public pages and the office."""

from markupsafe import Markup

from mingtang.ground.charts import Chart, bar_chart
from mingtang.service.surveys.queries.results import QuestionResult, ResultShare, SurveyResults


def chart_of(one: QuestionResult) -> Chart | None:
    """Return the chart of a question; None if it has no shares or no answers."""
    if not one.shares or not one.answered:
        return None
    rows = [(_named(share), share.count) for share in one.shares]
    return bar_chart(
        name=f"q{one.number}",
        title=f"第 {one.number} 题各选项人数",
        heading="选项（占回答人数的百分比）",
        measure="人数",
        rows=rows,
    )


def _named(share: ResultShare) -> str:
    return share.label if share.share is None else f"{share.label}（{share.share:g}%）"


def chart_of_subjects(results: SurveyResults) -> Markup:
    """Return a chart of the averages of the units of an appraisal; empty if none was rated."""
    rated = [(one.name, one.average) for one in results.subjects]
    if not any(average is not None for _, average in rated):
        return Markup("")
    chart = bar_chart(
        name="units",
        title="各单位平均得分（满分 5 分）",
        heading="单位",
        measure="平均得分",
        unit="分",
        rows=rated,
    )
    return chart.figure(folded=True)
