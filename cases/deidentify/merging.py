"""From overlapping hits of many detectors to findings that do not overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cases.deidentify import roles
from cases.deidentify.hits import Hit
from cases.deidentify.lone_names import REASON as LONE_NAME
from cases.deidentify.names import BY_MODEL, is_title
from cases.deidentify.normalise import Normalised
from cases.deidentify.spans import Finding, Kind

LEAST_SCORE = 0.05
BLOCKING_SCORE = 0.5
_HANDICAP = 0.1  # a rule knows better than the model of which kind a number is
_AGREED = 0.7  # a lone name that the model is this sure of blocks if its neighbours speak of a person too
_LONGEST_INITIAL = 3
_EDGE = " \t\r\n,;:"


def merge(text: str, hits: Iterable[Hit]) -> list[Hit]:
    """Hits that do not overlap, in order: same kinds are united, of different kinds the surer one wins."""
    usable = [hit for hit in (_trimmed(text, hit) for hit in hits) if hit and hit.score >= LEAST_SCORE]
    by_kind: dict[Kind, list[Hit]] = {}
    for hit in usable:
        by_kind.setdefault(hit.kind, []).append(hit)
    united = [joined for kind in Kind for joined in _united(by_kind.get(kind, []))]
    chosen: list[Hit] = []
    for hit in sorted(united, key=_rank, reverse=True):
        chosen.extend(_outside(text, hit, chosen))
    return sorted(chosen)


def _rank(hit: Hit) -> tuple[bool, bool, float, int]:
    return (
        hit.kind is not Kind.CLUE,
        hit.risky and hit.score >= BLOCKING_SCORE,
        hit.score - _HANDICAP * (hit.reason == BY_MODEL),
        hit.end - hit.start,
    )


def _trimmed(text: str, hit: Hit) -> Hit | None:
    start, end = hit.start, hit.end
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if not any(character.isalnum() for character in text[start:end]):
        return None
    return hit if (start, end) == (hit.start, hit.end) else hit._replace(start=start, end=end)


def _united(hits: list[Hit]) -> list[Hit]:
    """Overlapping hits of one kind as one, with the best score; it is risky if a sure one of them is."""
    united: list[Hit] = []
    for hit in sorted(hits):
        if united and hit.start < united[-1].end:
            before = united[-1]
            best = max(before, hit, key=lambda one: (one.risky and one.score >= BLOCKING_SCORE, one.score))
            risky = best.risky or (best.score >= _AGREED and {before.reason, hit.reason} == {BY_MODEL, LONE_NAME})
            end = max(before.end, hit.end)
            united[-1] = best._replace(start=before.start, end=end, risky=risky)
        else:
            united.append(hit)
    return united


def _outside(text: str, hit: Hit, chosen: list[Hit]) -> list[Hit]:
    """What is left of a hit after the chosen ones took their characters; a clue may lie over others' ground."""
    over = [other for other in chosen if other.start < hit.end and hit.start < other.end]
    if not over:
        return [hit]
    pieces = [(hit.start, hit.end)]
    for other in over:
        pieces = [
            piece
            for start, end in pieces
            for piece in ((start, min(end, other.start)), (max(start, other.end), end))
            if piece[0] < piece[1]
        ]
    kept = [_trimmed(text, hit._replace(start=start, end=end)) for start, end in pieces]
    return [piece for piece in kept if piece and _worth_keeping(text[piece.start : piece.end])]


def _worth_keeping(rest: str) -> bool:
    return sum(character.isalnum() for character in rest) > 1


def with_reasons(hits: Iterable[Hit], told: Iterable[Hit]) -> list[Hit]:
    """The hits with the reason that says most of those over the same words: a role, else a rule, else the model."""
    by_rule: dict[Kind, list[Hit]] = {kind: [] for kind in Kind}
    for one in told:
        if one.reason != BY_MODEL:
            by_rule[one.kind].append(one)
    return [_with_reason(hit, by_rule[hit.kind]) for hit in hits]


def _with_reason(hit: Hit, by_rule: list[Hit]) -> Hit:
    over = [one for one in by_rule if one.start < hit.end and hit.start < one.end]
    if not over:
        return hit
    best = max([*over, hit], key=lambda one: (roles.is_role(one.reason), one.reason != BY_MODEL, one.score))
    return hit._replace(reason=best.reason)


def join_names(text: str, hits: list[Hit]) -> list[Hit]:
    """Two names with only a space between them are one full name; a title begins the name of somebody else."""
    joined: list[Hit] = []
    for hit in hits:
        before = joined[-1] if joined else None
        if before and before.kind is hit.kind is Kind.NAME and _are_one(text, before, hit):
            told = max((before, hit), key=lambda one: roles.is_role(one.reason)).reason
            joined[-1] = before._replace(end=hit.end, score=max(before.score, hit.score), risky=True, reason=told)
        else:
            joined.append(hit)
    return joined


def _are_one(text: str, before: Hit, hit: Hit) -> bool:
    gap = text[before.end : hit.start]
    if not re.fullmatch(r"\.?[ ]{1,3}|-", gap) or is_title(text[hit.start : hit.end].partition(" ")[0]):
        return False
    return not gap.startswith(".") or len(text[before.start : before.end].rpartition(" ")[2]) <= _LONGEST_INITIAL


def to_findings(plain: Normalised, hits: Iterable[Hit]) -> list[Finding]:
    """Findings in the offsets of the original text."""
    findings: list[Finding] = []
    for hit in hits:
        start, end = plain.original(hit.start, hit.end)
        if findings and start < findings[-1].end:
            start = findings[-1].end
        if start < end:
            blocks = hit.risky and hit.score >= BLOCKING_SCORE
            findings.append(Finding(start, end, hit.kind, round(hit.score, 3), blocks, hit.reason))
    return findings
