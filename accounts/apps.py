"""Registers what accounts offers to the layers below."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People."""

    name = "accounts"

    def ready(self) -> None:
        """Register tokens, grants, kinds."""
        from accounts import registration

        registration.register()
