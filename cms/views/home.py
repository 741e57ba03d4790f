"""The way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the language of the reader."""
    return redirect("/en/")
