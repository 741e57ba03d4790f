"""Addresses of cms that belong to no language."""

from __future__ import annotations

from django.urls import path

from cms.views import machines

urlpatterns = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
]
