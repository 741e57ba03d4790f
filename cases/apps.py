"""Registers what cases offers to the layers below."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Clinical cases from which every trace of the patient was removed."""

    name = "cases"

    def ready(self) -> None:
        """Register the check of texts, tokens, grants, kinds, notices and the panel of Today."""
        from cases import registration

        registration.register()
