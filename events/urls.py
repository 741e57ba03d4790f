"""Addresses of events."""

from __future__ import annotations

from django.urls import path

from events.views import feeds, pages

app_name = "events"
urlpatterns = [
    path("", pages.event_list, name="list"),
    path("new/", pages.new_event, name="new"),
    path("feed/", feeds.feed_page, name="feed"),
    path("feed/reset/", feeds.feed_reset, name="feed-reset"),
    path("feed/<str:token>.ics", feeds.private_calendar, name="private-calendar"),
    path("public.ics", feeds.public_calendar, name="public-calendar"),
    path("<uuid:public_id>/", pages.event_page, name="event"),
    path("<uuid:public_id>/event.ics", feeds.event_calendar, name="event-calendar"),
    path("<uuid:public_id>/registration/", pages.registration, name="registration"),
    path("<uuid:public_id>/cancel/", pages.cancel, name="cancel"),
]
