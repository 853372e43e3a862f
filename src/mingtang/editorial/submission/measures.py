"""What is counted of submissions (报送), each under the unit that submits and the kind of the article."""

from mingtang.editorial.content.enums import ArticleKind
from mingtang.institution.figures.kinds import Measure, of_event


def _counted(name: str, label: str) -> Measure:
    code = frozenset({f"submission.{name}"})
    return Measure(
        f"submissions.{name}", label, code, of_event, unit_word="篇", kinds=ArticleKind.choices
    )


MEASURES = (
    _counted("arrived", "报送送达"),
    _counted("accepted", "报送接收"),
    _counted("returned", "报送退回"),
    _counted("released", "报送稿件发布"),
)
