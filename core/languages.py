"""Which language an answer has: that of the path for people, none for machines."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

_MACHINES: Final = ("/api/", "/files/", "/media/", "/static/", "/cms/", "/ws/", "/healthz", "/readyz")


class PathLanguageMiddleware(LocaleMiddleware):
    """Django's, but a missing address below a path without language stays missing: nobody is sent to /en/api/."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Redirect only addresses meant for people."""
        if response.status_code == 404 and request.path_info.startswith(_MACHINES):  # the answer of a machine
            return response
        return super().process_response(request, response)
