"""Addresses of cms below a language, beside those of the pages themselves."""

from __future__ import annotations

from django.urls import path

from cms.views import home, readers, reviews

urlpatterns = [
    path("", home.home, name="home"),
    path("theme/", readers.theme, name="cms-theme"),
    path("clear/<int:page_id>/", readers.clear, name="cms-clear"),
    path("desk-review/<int:review_id>/", reviews.review, name="cms-review"),
]
