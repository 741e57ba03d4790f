"""Writing mails: text and HTML with the same words, in the reader's language, without images or tracking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User


def send_mail(
    kind: str, user: User, context: Mapping[str, Any], *, to: str | None = None, folder: str = "accounts"
) -> None:
    """Render `<folder>/mail/<kind>.txt` (first line: the subject) and `.html`, and send both."""
    values = {
        **context,
        "user": user,
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "language": user.language,
    }
    with translation.override(user.language):
        text = render_to_string(f"{folder}/mail/{kind}.txt", values)
        markup = render_to_string(f"{folder}/mail/{kind}.html", values)
    subject, _newline, body = text.strip().partition("\n")
    message = EmailMultiAlternatives(subject.strip(), body.strip(), to=[to or user.email])
    message.attach_alternative(markup, "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()
