"""Every periodic job of the site."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.outbox import Job

JOBS: Final = (
    Job("seal-audit", "core.tasks.seal_audit_task", timedelta(minutes=1)),
    Job("prune-core", "core.tasks.prune_core_task", timedelta(hours=1)),
    Job("prune-sign-in", "accounts.signin.tasks.prune_sign_in_task", timedelta(hours=1)),
    Job("speller", "search.tasks.rebuild_speller_task", timedelta(minutes=5)),
    Job("tidy-index", "search.tasks.tidy_index_task", timedelta(days=1)),
    Job("licences-expire", "accounts.verification.tasks.expire_licences_task", timedelta(minutes=1)),
    Job("licences-remind", "accounts.verification.tasks.remind_of_licences_task", timedelta(hours=6)),
    Job("licence-evidence", "accounts.verification.tasks.purge_evidence_task", timedelta(hours=1)),
    Job("register-files", "accounts.verification.tasks.look_for_register_files_task", timedelta(hours=1)),
    Job("publish-scheduled", "cms.tasks.publish_scheduled_task", timedelta(minutes=1)),
    Job("compare-pages", "cms.tasks.compare_pages_task", timedelta(days=1)),
    Job("admin-search", "cms.tasks.refresh_admin_search_task", timedelta(days=1)),
    Job("removed-posts", "community.tasks.clear_removed_posts_task", timedelta(hours=6)),
    Job("case-drafts", "cases.tasks.purge_drafts_task", timedelta(minutes=10)),
    Job("case-submissions", "cases.tasks.purge_submissions_task", timedelta(minutes=10)),
)
