from django.urls import path

from kindao.web.rights import desk, pages, public

OWN = "p/<str:token>/own/"

app_name = "rights"
urlpatterns = [
    path("your-rights/", public.explained, name="explained"),
    path("rights/poster/", public.poster, name="poster"),
    path("rights/requests/", desk.requests, name="requests"),
    path("rights/requests/<uuid:pk>/", desk.request_page, name="request"),
    path("rights/requests/<uuid:pk>/act/", desk.act, name="act"),
    path("patients/<uuid:pk>/rights/new/", desk.enter, name="enter"),
    path("patients/<uuid:pk>/own-page/", desk.own_link, name="own_link"),
    path("others/<uuid:pk>/rights/new/", desk.enter_of_other, name="enter_of_other"),
    path("others/<uuid:pk>/own-page/", desk.own_link_of_other, name="own_link_of_other"),
    path(OWN, pages.home, name="own"),
    path(f"{OWN}pictures/<uuid:pk>/", pages.picture, name="own_picture"),
    path(f"{OWN}pictures/<uuid:pk>/file/", pages.picture_file, name="own_picture_file"),
    path(f"{OWN}copies/<uuid:pk>/file/", pages.copy_file, name="own_copy_file"),
    path(f"{OWN}papers/<uuid:pk>/file/", pages.paper_file, name="own_paper_file"),
    path(f"{OWN}out/", pages.out_page, name="own_out"),
    path(f"{OWN}withdraw/", pages.withdraw_all, name="withdraw_all"),
    path(f"{OWN}withdraw/<uuid:pk>/", pages.withdraw, name="withdraw"),
    path(f"{OWN}withdraw/<uuid:pk>/<int:number>/", pages.withdraw, name="withdraw_scope"),
    path(f"{OWN}withdraw/<uuid:pk>/<int:number>/<str:place>/", pages.withdraw, name="withdraw_place"),
    path(f"{OWN}is-this-me/", pages.is_this_me, name="is_this_me"),
    path(f"{OWN}ask/<str:kind>/", pages.ask, name="ask"),
    path(f"{OWN}requests/<uuid:pk>/", pages.request_page, name="own_request"),
    path(f"{OWN}requests/<uuid:pk>/lift/", pages.lift, name="lift"),
    path(f"{OWN}requests/<uuid:pk>/copy/", pages.fetch_copy, name="fetch_copy"),
]
