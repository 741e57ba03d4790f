"""The gate: each thing that can be open refuses the case, and only clearing it helps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from cases import actions, deidentify, detection, gate, report, vault
from cases.content import Decision, DraftContent, Found, Picture, Scan
from cases.gate import CaseNotCleared, Code
from cases.models import CaseDraft, Submission
from core.textcheck import CheckUnavailable, check_text
from tests.cases.making import ALT, NAME, PLAIN, SECRETS, WORDS, cleared, draft_of, findings_of, submitted
from tests.people import Cast

PICTURE = Picture(content_type="image/png", width=4, height=4, digest="0" * 64)
BLOCKING = Found(id=1000, part="history", start=0, end=5, kind="name", score=0.9, blocks=True, rule="name")
POSSIBLE = BLOCKING.model_copy(update={"id": 1001, "start": 6, "end": 9, "blocks": False})


def content(**changes: Any) -> DraftContent:
    """A content that passes, with changes made before it was checked."""
    fresh = DraftContent(title="T", history="Jorge was ill.", question="Why?").model_copy(update=changes)
    decided = {1000: Decision(verb="replace")}
    scan = Scan(content_hash=fresh.content_hash(), detector="1", found=(BLOCKING, POSSIBLE), decisions=decided)
    return fresh.model_copy(update={"scan": scan})


def decide(one: DraftContent, *decisions: Decision) -> DraftContent:
    assert one.scan
    chosen = dict(zip((1000, 1001), decisions, strict=False))
    return one.model_copy(update={"scan": one.scan.model_copy(update={"decisions": chosen})})


TABLE: list[tuple[str, DraftContent, bool, set[Code]]] = [
    ("all is well", content(), True, set()),
    ("a possible finding needs no answer", content(), True, set()),
    ("no attestation", content(), False, {Code.ATTESTATION}),
    ("no title", content(title="  "), True, {Code.TITLE}),
    ("no history", content(history=""), True, {Code.HISTORY}),
    ("no question", content(question=""), True, {Code.QUESTION}),
    ("another language", content(language="fr"), True, {Code.LANGUAGE}),
    ("a picture without words", content(picture=PICTURE), True, {Code.DESCRIPTION}),
    ("a picture with words", content(picture=PICTURE, alt="A strip"), True, set()),
    ("never checked", content().model_copy(update={"scan": None}), True, {Code.SCAN_MISSING}),
    ("edited after the check", content().model_copy(update={"history": "Jorge was well."}), True, {Code.SCAN_OLD}),
    ("another age band after the check", content().model_copy(update={"age_band": "90+"}), True, {Code.SCAN_OLD}),
    (
        "another picture after the check",
        content().model_copy(update={"picture": PICTURE, "alt": "x"}),
        True,
        {Code.SCAN_OLD},
    ),
    ("no answer", decide(content()), True, {Code.FINDINGS}),
    ("kept without a reason", decide(content(), Decision(verb="keep", reason=" ")), True, {Code.REASONS}),
    ("kept with a reason", decide(content(), Decision(verb="keep", reason="An eponym.")), True, set()),
    ("removed", decide(content(), Decision(verb="remove")), True, set()),
    ("several at once", decide(content(title="")), False, {Code.TITLE, Code.FINDINGS, Code.ATTESTATION}),
]


@pytest.mark.parametrize(("what", "draft", "attested", "codes"), TABLE, ids=[row[0] for row in TABLE])
def test_what_blocks(what: str, draft: DraftContent, attested: bool, codes: set[Code]) -> None:
    found = gate.blockers(draft, attested=attested)
    assert {blocker.code for blocker in found} == codes
    assert all(blocker.sentence for blocker in found)


def refused(draft: CaseDraft, cast: Cast, *, attested: bool = True) -> set[Code]:
    with pytest.raises(CaseNotCleared) as refusal:
        actions.submit(draft=draft, attested=attested, by=cast.physician.viewer)
    assert not Submission.objects.exists()
    assert CaseDraft.objects.filter(pk=draft.pk).exists()
    return {blocker.code for blocker in refusal.value.blockers}


def test_each_step_opens_the_next(cast: Cast) -> None:
    """Before the check, before the answers, before the word, after an edit: no. Then yes."""
    by = cast.physician.viewer
    draft = draft_of(cast.physician, WORDS)
    assert refused(draft, cast) == {Code.SCAN_MISSING}
    actions.scan(draft=draft, by=by)
    assert refused(draft, cast) == {Code.FINDINGS}
    actions.accept_safe_changes(draft=draft, by=by)
    assert refused(draft, cast, attested=False) == {Code.ATTESTATION}
    actions.save_draft(draft=draft, words={"question": "What would you do?"}, by=by)
    assert refused(draft, cast) == {Code.SCAN_OLD}
    actions.scan(draft=draft, by=by)
    actions.accept_safe_changes(draft=draft, by=by)
    actions.submit(draft=draft, attested=True, by=by)
    assert not CaseDraft.objects.exists()


def test_only_the_redacted_words_go_out(cast: Cast) -> None:
    submission = submitted(cast.physician, WORDS)
    out = f"{submission.title} {submission.history} {submission.findings} {submission.question}"
    assert not [secret for secret in SECRETS if secret in out]
    assert "the patient" in submission.history
    assert not [secret for secret in SECRETS if secret in str(submission.report)]
    assert submission.sealed_with(submission.alt, "") == submission.report["content_hash"]
    assert {entry["decision"] for entry in submission.report["findings"] if entry["blocks"]} == {"replace"}


def test_each_decision_does_what_it_says(cast: Cast) -> None:
    by = cast.physician.viewer
    draft = draft_of(cast.physician, WORDS)
    actions.scan(draft=draft, by=by)
    first, second, third, *rest = findings_of(draft)
    actions.decide_finding(draft=draft, finding=first.id, verb="remove", by=by)
    actions.decide_finding(draft=draft, finding=second.id, verb="keep", reason="The year matters.", by=by)
    actions.decide_finding(draft=draft, finding=third.id, verb="replace", by=by)
    actions.decide_finding(draft=draft, finding=third.id, verb="undo", by=by)
    assert refused(draft, cast) == {Code.FINDINGS}
    actions.accept_safe_changes(draft=draft, by=by)
    parts = report.redact(vault.read_content(CaseDraft.objects.get())).parts
    assert "[removed]" in parts["history"]
    assert "2 March 2026" in parts["history"], "accepting all safe changes never touches what was kept"
    actions.undo_safe_changes(draft=draft, by=by)
    current = vault.read_content(CaseDraft.objects.get()).current_scan
    assert current is not None
    assert set(current.decisions) == {first.id, second.id}
    assert rest


def test_keeping_needs_a_reason_that_points_to_nobody(cast: Cast) -> None:
    by = cast.physician.viewer
    draft = draft_of(cast.physician, WORDS)
    actions.scan(draft=draft, by=by)
    first = findings_of(draft)[0]
    for reason in ("", "   ", "It is Mr Jorge Ferrer, born on 2 March 1950."):
        with pytest.raises(actions.DecisionRefused):
            actions.decide_finding(draft=draft, finding=first.id, verb="keep", reason=reason, by=by)
    with pytest.raises(actions.DecisionRefused):
        actions.decide_finding(draft=draft, finding=first.id + 500, verb="remove", by=by)
    actions.scan(draft=draft, by=by)
    with pytest.raises(actions.DecisionRefused):
        actions.decide_finding(draft=draft, finding=first.id, verb="remove", by=by)


def test_a_name_is_found_in_every_part(cast: Cast) -> None:
    """The question repeats the name without a title; the description of the picture is read too."""
    by = cast.physician.viewer
    draft = draft_of(cast.physician, WORDS, image=True)
    actions.save_image(draft=draft, image=None, alt=f"The wristband says {NAME}.", by=by)
    actions.scan(draft=draft, by=by)
    assert {"history", "question", "alt"} <= {found.part for found in findings_of(draft) if found.kind == "name"}


def breaks(*_args: Any, **_kwargs: Any) -> list[Any]:
    raise RuntimeError(NAME)


def hangs(*_args: Any, **_kwargs: Any) -> list[Any]:
    time.sleep(0.5)
    return []


@pytest.mark.parametrize("detector", [breaks, hangs])
def test_a_detector_that_cannot_answer_means_no(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, detector: Callable[..., list[Any]]
) -> None:
    draft = draft_of(cast.physician, PLAIN)
    monkeypatch.setattr(deidentify, "find", detector)
    monkeypatch.setattr(detection, "SECONDS", 0.05)
    with pytest.raises(detection.CannotCheck) as problem:
        actions.scan(draft=draft, by=cast.physician.viewer)
    assert NAME not in repr(problem.value)
    assert problem.value.__cause__ is None
    assert refused(draft, cast) == {Code.SCAN_MISSING}
    page = cast.physician.client().post(f"/en/cases/drafts/{draft.public_id}/check/", {"key": str(draft.public_id)})
    assert page.status_code == 422
    assert "cannot be checked right now" in page.content.decode()
    with pytest.raises(CheckUnavailable):
        check_text("He is well.", "en")


def test_a_language_without_a_model_is_refused(cast: Cast) -> None:
    draft = draft_of(cast.physician, {**PLAIN, "language": "fr"})
    with pytest.raises(detection.LanguageUnknown):
        actions.scan(draft=draft, by=cast.physician.viewer)
    assert Code.LANGUAGE in refused(draft, cast)


def test_other_texts_ask_the_same_detector() -> None:
    problems = check_text(f"I saw Mr {NAME} today.", "en")
    assert [problem.kind for problem in problems] == ["name"]
    assert NAME in problems[0].message
    for harmless in ("Acute pericarditis.", "30-39", "Lyme", "Fine", "Atrial fibrillation due to thyrotoxicosis"):
        assert check_text(harmless, "en") == []
    assert check_text("Fibrilación auricular por tirotoxicosis", "es") == []


def test_what_a_value_says_of_itself_repeats_nothing(cast: Cast) -> None:
    draft = cleared(cast.physician, WORDS, image=True)
    said = vault.read_content(draft)
    assert NAME not in f"{said!r} {said}"
    assert said.alt == ALT
