"""From a draft with decisions to the words that go out, and the report on exactly these words.

The report repeats no identifier: kinds, rules, decisions, reasons, places of what was kept, and a seal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cases import deidentify
from cases.content import PARTS, Decision, DraftContent, Found, Scan, hash_of
from cases.deidentify.redaction import REMOVED
from cases.enums import Verb


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a part: plain, or a finding with what was decided; `text` is what would go out."""

    text: str
    found: Found | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Redacted:
    """The words that go out, and the report on them."""

    parts: dict[str, str]
    report: dict[str, Any]


def suggestion(found: Found, language: str) -> str:
    """Neutral words that can stand instead of a finding."""
    kind = deidentify.Kind(found.kind)
    finding = deidentify.Finding(found.start, found.end, kind, found.score, found.blocks, found.rule)
    return deidentify.suggest(finding, language)


def outcome(text: str, found: Found, decision: Decision | None, language: str) -> str:
    """What stands where the finding stood."""
    if decision is not None and decision.verb == Verb.REMOVE:
        return REMOVED[language]
    if decision is not None and decision.verb == Verb.REPLACE:
        return suggestion(found, language)
    return text[found.start : found.end]


def segments(content: DraftContent, part: str) -> Iterator[Segment]:
    """A part in stretches, with the findings of the current scan; without one, as it was typed."""
    text, scan, position = content.parts()[part], content.current_scan, 0
    for found in scan.found if scan else ():
        if found.part != part:
            continue
        if found.start > position:
            yield Segment(text[position : found.start])
        decision = scan.decisions.get(found.id) if scan else None
        yield Segment(outcome(text, found, decision, content.language), found, decision)
        position = found.end
    if position < len(text):
        yield Segment(text[position:])


def redact(content: DraftContent) -> Redacted:
    """Apply every decision. The caller has made sure that the scan is current and nothing blocks."""
    scan = content.current_scan
    if scan is None:
        raise ValueError("No current scan")
    parts: dict[str, str] = {}
    entries: list[dict[str, Any]] = []
    for part in PARTS:
        words = ""
        for segment in segments(content, part):
            if segment.found is not None:
                entries.append(_entry(segment, len(words)))
            words += segment.text
        parts[part] = words
    return Redacted(parts, _report(content, scan, parts, entries))


def _entry(segment: Segment, start: int) -> dict[str, Any]:
    found, decision = segment.found, segment.decision
    if found is None:
        raise ValueError("Only findings are reported")
    return {
        "part": found.part,
        "kind": found.kind,
        "blocks": found.blocks,
        "rule": found.rule,
        "decision": decision.verb if decision else "",
        "reason": decision.reason if decision else "",
        "start": start,
        "end": start + len(segment.text),
    }


def _report(content: DraftContent, scan: Scan, parts: dict[str, str], entries: list[dict[str, Any]]) -> dict[str, Any]:
    picture = content.picture.digest if content.picture else ""
    return {
        "detector": scan.detector,
        "language": content.language,
        "content_hash": hash_of(parts, content.language, (content.age_band, content.sex), picture),
        "image_hash": picture,
        "findings": entries,
    }
