"""Every address of the site."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.views import home as cms_home
from config import styleguide
from config.api import api
from core import health
from core.files.views import private_file

handler404 = "core.middleware.not_found"
handler500 = "core.errors.server_error"

_OWN_DOORS = r"^cms/(?:login|logout|password_reset|account)(?:/.*)?$"

urlpatterns = [
    path("", cms_home.choose_language, name="choose-language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("files/<uuid:public_id>/", private_file, name="private-file"),
    path("api/v1/", api.urls),
    path("", include("cms.root_urls")),
    # Wagtail's own sign-in, reset and account forms lead to ours.
    re_path(_OWN_DOORS, RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include("cms.admin_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("media/", include("cms.media_urls")),
]
urlpatterns += i18n_patterns(
    path("account/", include("accounts.urls")),
    path("account/", include("accounts.signin.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/factors/", include("allauth.mfa.urls")),
    path("people/", include("accounts.people_urls")),
    path("desk/", include("accounts.desk_urls")),
    path("community/", include("community.urls")),
    path("cases/", include("cases.urls")),
    path("events/", include("events.urls")),
    path("search/", include("search.urls")),
    path("styleguide/", include(styleguide)),
    path("", include("cms.urls")),
    path("", include(wagtail_urls)),
)
