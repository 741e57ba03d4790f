"""What templates of pages need: markup that is sanitised when it is shown, and images of the library."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from core.richtext import sanitise

register = template.Library()


@register.filter
def shown(value: Any) -> SafeString:
    """Turn stored rich text into markup; it was sanitised when it came in and is again now."""
    return sanitise(expand_db_html(getattr(value, "source", value) or ""))


@register.filter
def rendition_of(image: Any) -> Any:
    """Return the size of an image that fits the reading column."""
    return image.get_rendition("max-1280x1280|format-webp")


@register.simple_tag
def call(method: Any, *args: Any) -> Any:
    """Call a method that takes arguments, such as a tag's name in a language."""
    return method(*args)
