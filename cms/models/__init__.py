"""Tables of cms: pages, the library, and what stands behind pages."""

from __future__ import annotations

from cms.models.alerts import AlertPage
from cms.models.articles import ArticlePage, ArticleTag, DrugPage, DrugTag
from cms.models.base import ContentPage, ReviewedPage
from cms.models.centres import CentrePage, CentreTag
from cms.models.media import SiteDocument, SiteImage, SiteRendition
from cms.models.records import ClarityCount, ImportRecord, MedicalReview
from cms.models.sections import HomePage, ProsePage, SectionKind, SectionPage

__all__ = [
    "AlertPage",
    "ArticlePage",
    "ArticleTag",
    "CentrePage",
    "CentreTag",
    "ClarityCount",
    "ContentPage",
    "DrugPage",
    "DrugTag",
    "HomePage",
    "ImportRecord",
    "MedicalReview",
    "ProsePage",
    "ReviewedPage",
    "SectionKind",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
]
