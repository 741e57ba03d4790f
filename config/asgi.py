"""The ASGI application: sockets, and pages through the bridge."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from core.serve.server import build_application  # noqa: E402 - models are ready only now

application = build_application()
