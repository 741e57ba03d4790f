"""Addresses of cases."""

from __future__ import annotations

from django.urls import path

from cases.views import drafts, lists, pages, reviews

app_name = "cases"
urlpatterns = [
    path("", lists.case_list, name="list"),
    path("new/", drafts.new_draft, name="new"),
    path("drafts/<uuid:public_id>/", drafts.write, name="draft"),
    path("drafts/<uuid:public_id>/image/", drafts.image, name="image"),
    path("drafts/<uuid:public_id>/image/remove/", drafts.image_remove, name="image-remove"),
    path("drafts/<uuid:public_id>/image/file/", drafts.image_file, name="image-file"),
    path("drafts/<uuid:public_id>/check/", drafts.check, name="check"),
    path("drafts/<uuid:public_id>/finding/", drafts.finding, name="finding"),
    path("drafts/<uuid:public_id>/safe/", drafts.safe, name="safe"),
    path("drafts/<uuid:public_id>/send/", drafts.send, name="send"),
    path("drafts/<uuid:public_id>/discard/", drafts.discard, name="discard"),
    path("reviews/<uuid:public_id>/", reviews.review, name="review"),
    path("submissions/<uuid:public_id>/", reviews.receipt, name="receipt"),
    path("submissions/<uuid:public_id>/recall/", reviews.recall, name="recall"),
    path("submissions/<uuid:public_id>/take-up/", reviews.take_up, name="take-up"),
    path("<uuid:public_id>/", pages.case, name="case"),
    path("<uuid:public_id>/comment/", pages.comment, name="comment"),
    path("<uuid:public_id>/comments/<int:comment_id>/remove/", pages.comment_remove, name="comment-remove"),
    path("<uuid:public_id>/close/", pages.close, name="close"),
    path("<uuid:public_id>/flag/", pages.flag, name="flag"),
    path("<uuid:public_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("<uuid:public_id>/opened-by/", pages.opened_by, name="opened-by"),
]
