from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "kindao.web.inbox"

    def ready(self) -> None:
        from kindao.web.inbox import hearing
        from kindao.web.inbox.actions import erase_thrown_away
        from kindao.web.review import jobs

        if erase_thrown_away not in jobs.NOW_AND_THEN:
            jobs.NOW_AND_THEN.append(erase_thrown_away)
        hearing.listen()
