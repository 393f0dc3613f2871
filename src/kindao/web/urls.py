"""Every address of the desk."""

from django.urls import include, path

handler400 = "kindao.web.ui.views.bad"
handler404 = "kindao.web.ui.views.lost"
handler500 = "kindao.web.ui.views.broke"
urlpatterns = [
    path("", include("kindao.web.ui.urls")),
    path("", include("kindao.web.clinics.urls")),
    path("", include("kindao.web.cases.urls")),
    path("", include("kindao.web.door.urls")),
    path("", include("kindao.web.consent.urls")),
    path("", include("kindao.web.review.urls")),
    path("", include("kindao.web.releases.urls")),
    path("", include("kindao.web.releases.lookup_urls")),
    path("", include("kindao.web.asking.urls")),
    path("", include("kindao.web.inbox.urls")),
    path("", include("kindao.web.rights.urls")),
    path("", include("kindao.web.api.urls")),
    path("officer/", include("kindao.web.officer.urls")),
    path("accounts/", include("kindao.web.clinics.accounts")),
]
