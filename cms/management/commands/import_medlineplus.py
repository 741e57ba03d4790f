"""`import_medlineplus FILE... [--publish] [--full-edition] [--dry-run]`: topic files of MedlinePlus become articles."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cms.actions import ensure_tree
from cms.importers.medlineplus import Options, import_files, record_run
from cms.importers.report import Report


class Command(BaseCommand):
    help = (
        "Take in topic files of MedlinePlus. The same file again changes nothing. The last line is one JSON summary; "
        "the exit code is 1 when anything could not be taken in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--publish", action="store_true", help="publish what is taken in; otherwise it waits as draft"
        )
        parser.add_argument(
            "--full-edition", action="store_true", help="the file has every topic: retire those that it lacks"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        # Wagtail and its tasks say several lines about each page.
        logging.disable(logging.INFO)
        report = Report(self.stdout.write)
        try:
            if not options["dry_run"]:
                ensure_tree()
            run = Options(options["publish"], options["full_edition"], options["dry_run"])
            import_files(options["files"], run, report)
            if not run.dry_run:
                record_run(report, [path.name for path in options["files"]])
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(report.summary())
        if report.has_failed:
            sys.exit(1)
