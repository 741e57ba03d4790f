"""Our own pages under /cms/; they stand before Wagtail's and so replace those of the same address."""

from __future__ import annotations

from django.urls import path

from cms.views import admin

urlpatterns = [
    path("tag-autocomplete/", admin.tag_autocomplete, name="cms-tag-autocomplete"),
    path("tag-autocomplete/<slug:app_name>/<slug:model_name>/", admin.tag_autocomplete),
    path("reviews/assign/<int:page_id>/", admin.assign, name="cms-assign-review"),
]
