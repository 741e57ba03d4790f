"""Registers what community offers to the layers below."""

from __future__ import annotations

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """Groups of physicians: threads, posts, members."""

    name = "community"

    def ready(self) -> None:
        """Register tokens, grants, kinds, frames and commands."""
        from community import registration

        registration.register()
