from django.urls import path

from kindao.web.asking import pages, views

app_name = "asking"
urlpatterns = [
    path("uses/<uuid:pk>/ask-patient/", views.put, name="put"),
    path("questions/<uuid:pk>/", views.question, name="question"),
    path("questions/<uuid:pk>/progress/", views.progress, name="progress"),
    path("questions/<uuid:pk>/try-again/", views.try_again, name="try_again"),
    path("questions/<uuid:pk>/give-up/", views.give_up, name="give_up"),
    path("questions/<uuid:pk>/hour/", views.correct_hour, name="correct_hour"),
    path("questions/<uuid:pk>/hour/<uuid:correction>/", views.confirm_hour, name="confirm_hour"),
    path("asks/<uuid:pk>/link/", views.link, name="link"),
    path("asks/<uuid:pk>/send/", views.send, name="send"),
    path("p/<str:token>/ask/", pages.page, name="page"),
    path("p/<str:token>/ask/copy/", pages.copy, name="copy"),
    path("p/<str:token>/ask/to-phone/", pages.to_phone, name="to_phone"),
    path("p/<str:token>/ask/questions/", pages.questions, name="questions"),
    path("p/<str:token>/ask/sign/", pages.sign, name="sign"),
    path("p/<str:token>/ask/done/", pages.done, name="done"),
    path("p/<str:token>/ask/receipt/", pages.receipt, name="receipt"),
    path("p/<str:token>/ask/receipt.json", pages.receipt_json, name="receipt_json"),
    path("p/<str:token>/ask/receipt.pdf", pages.receipt_pdf, name="receipt_pdf"),
    path("p/<str:token>/ask/own/", pages.own, name="own"),
    path("p/<str:token>/own/receipts/<uuid:pk>/", pages.own_receipt, name="own_receipt"),
    path("p/<str:token>/own/receipts/<uuid:pk>/receipt.json", pages.own_receipt_json, name="own_receipt_json"),
    path("p/<str:token>/own/receipts/<uuid:pk>/receipt.pdf", pages.own_receipt_pdf, name="own_receipt_pdf"),
]
