from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "mingtang.editorial.content"
    label = "content"

    def ready(self) -> None:
        from mingtang.editorial.content import subscribers  # needs set-up
        from mingtang.editorial.content.actions.hand_over import (  # needs set-up
            MOVES,
            STAYS,
            hand_over_articles,
        )
        from mingtang.editorial.content.documents import ARTICLES  # needs set-up
        from mingtang.editorial.content.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.content.interfaces.template_uses import (  # needs set-up
            template_uses,
        )
        from mingtang.institution.notices.kinds import register_kind  # needs set-up
        from mingtang.institution.notices.queries import answer_holders  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.search.subscribers import follow  # needs set-up
        from mingtang.workbench.approvals.queries import holders_of  # needs set-up
        from mingtang.workbench.backoffice.media_uses import register_media_uses  # needs set-up

        register(*EVENT_TYPES)
        register_media_uses("templates", template_uses)
        answer_mergers("content", moves=MOVES, stays=STAYS, hand_over=hand_over_articles)
        subscribers.connect()
        follow(ARTICLES)
        register_kind(*subscribers.KINDS)
        answer_holders("article", holders_of)
