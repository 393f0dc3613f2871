from django.urls import path

from kindao.web.officer import events, overview, views

app_name = "officer"
urlpatterns = [
    path("", overview.dashboard, name="dashboard"),
    path("entered-again/", overview.entered_again, name="entered_again"),
    path("queue/", views.queue, name="queue"),
    path("queue/<uuid:pk>/", views.look, name="look"),
    path("queue/<uuid:pk>/say/", views.say, name="say"),
    path("queue/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("queue/<uuid:pk>/refuse/", views.refuse, name="refuse"),
    path("films/<uuid:pk>/strip/", views.strip, name="strip"),
    path("uses/", overview.uses, name="uses"),
    path("ending/", overview.ending, name="ending"),
    path("clocks/", overview.open_clocks, name="clocks"),
    path("clocks/done/", overview.clock_done, name="clock_done"),
    path("audit/", events.events, name="events"),
    path("audit/export/", events.export, name="export"),
    path("audit/<uuid:pk>/receipt/", events.receipt, name="receipt"),
]
