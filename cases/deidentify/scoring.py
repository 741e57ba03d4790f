"""How well the detector does on marked documents: one scorer for every figure that we quote."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cases.deidentify.detector import find, is_blocked
from cases.deidentify.marked import Document, Mark
from cases.deidentify.spans import Finding, Kind


@dataclass
class Score:
    """Counts over documents; an identifier is found in full only if all its letters and digits are covered."""

    marked: int = 0
    clean: int = 0
    marked_blocked: int = 0
    clean_blocked: int = 0
    clean_touched: int = 0
    leak_free: int = 0
    total: Counter[str] = field(default_factory=Counter)
    full: Counter[str] = field(default_factory=Counter)
    partly: Counter[str] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, document: Document) -> None:
        """Run the detector on one document and count."""
        findings = find(document.text, document.language)
        covered = _covered(document.text, findings)
        leaks = sum(not self._count_mark(document, mark, covered) for mark in document.marks)
        self._count_findings(document, findings)
        blocked = is_blocked(findings)
        if document.marks:
            self.marked += 1
            self.marked_blocked += blocked
            self.leak_free += not leaks
        else:
            self.clean += 1
            self.clean_blocked += blocked
            self.clean_touched += bool(findings)

    def _count_mark(self, document: Document, mark: Mark, covered: set[int]) -> bool:
        signs = [index for index in range(mark.start, mark.end) if document.text[index].isalnum()]
        seen = sum(index in covered for index in signs)
        full = seen == len(signs)
        self.total[mark.type] += 1
        self.full[mark.type] += full
        self.partly[mark.type] += seen > 0
        if not full:
            self.missed.append((document.id, mark.type, document.text[mark.start : mark.end]))
        return full

    def _count_findings(self, document: Document, findings: list[Finding]) -> None:
        """Precision counts findings of score .5 and more, without clues.

        What the data mark but the law lets stand counts neither way.
        """
        for finding in findings:
            if finding.kind is Kind.CLUE or finding.score < 0.5:
                continue
            if any(mark.start < finding.end and finding.start < mark.end for mark in document.marks):
                right = True
            elif any(start < finding.end and finding.start < end for start, end in document.excused):
                continue
            else:
                right = False
                self.wrong.append((document.id, finding.kind, document.text[finding.start : finding.end]))
            self.reported[finding.kind] += 1
            self.right[finding.kind] += right

    def report(self, title: str) -> str:
        """The figures as text."""
        lines = [f"== {title}", f"{'type':34} marked   full    any"]
        names = sorted(self.total, key=lambda one: -self.total[one])
        lines += [_row(name, self.full[name], self.partly[name], self.total[name]) for name in names]
        lines.append(_row("all", self.full.total(), self.partly.total(), self.total.total()))
        lines.append("precision (findings of score .5 and more): " + self._precision())
        counts = (
            ("marked documents with a blocking finding: ", self.marked_blocked, self.marked),
            ("marked documents without any leak:        ", self.leak_free, self.marked),
            ("clean documents with a blocking finding:  ", self.clean_blocked, self.clean),
            ("clean documents with any finding:         ", self.clean_touched, self.clean),
        )
        lines += [f"{words}{part}/{whole} {_share(part, whole)}" for words, part, whole in counts]
        return "\n".join(lines) + "\n"

    def _precision(self) -> str:
        each = [f"{kind} {_share(self.right[kind], self.reported[kind]).strip()}" for kind in sorted(self.reported)]
        return ", ".join([f"all {_share(self.right.total(), self.reported.total()).strip()}", *each])


def _row(name: str, full: int, partly: int, total: int) -> str:
    return f"{name:34} {total:6} {_share(full, total)} {_share(partly, total)}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:6.3f}" if whole else "     -"


def _covered(text: str, findings: list[Finding]) -> set[int]:
    return {
        index
        for finding in findings
        for index in range(finding.start, min(finding.end, len(text)))
        if finding.kind is not Kind.CLUE
    }
