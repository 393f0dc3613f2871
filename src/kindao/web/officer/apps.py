from django.apps import AppConfig


class OfficerConfig(AppConfig):
    name = "kindao.web.officer"

    def ready(self) -> None:
        from kindao.web.officer import hearing
        from kindao.web.officer.marks import marks_of
        from kindao.web.review import asking

        if marks_of not in asking.MARKS:
            asking.MARKS.append(marks_of)
        hearing.listen()
