"""Pages behind a proxy, through Django's WSGI handler and the cache of finished pages; granian runs it."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_pages = get_wsgi_application()

from core import bus  # noqa: E402 - settings and models are ready only now
from core.pagecache.generation import follow_other_hosts  # noqa: E402 - as above
from core.pagecache.wsgi import CachedPages  # noqa: E402 - as above
from core.serve.packing import Packed  # noqa: E402 - as above

if bus.is_shared():
    follow_other_hosts()
application = wrap_wsgi_with_proxy_headers(Packed(CachedPages(_pages)), settings.TRUSTED_PROXIES)
