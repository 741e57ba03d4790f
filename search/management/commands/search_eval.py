"""Measure the search with judged queries in an index of its own."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.evaluation import bench, measure, read_articles, read_qrels, read_queries

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Ranks judged queries with the site's own plan and prints one JSON object of figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=Path, required=True, help="articles, one JSON object a line (.gz too)")
        parser.add_argument("--queries", type=Path, required=True, help="query id, tab, text")
        parser.add_argument("--qrels", type=Path, required=True, help="query id, document id, grade")
        parser.add_argument("--engine", choices=["embedded", "elasticsearch"], default="embedded")
        parser.add_argument("--run-file", type=Path, help="write the rankings here, in the form of TREC")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["engine"] == "elasticsearch" and not settings.ELASTICSEARCH_URL:
            raise CommandError("Set ELASTICSEARCH_URL (make engines prints it) to measure with Elasticsearch.")
        queries, qrels = read_queries(options["queries"]), read_qrels(options["qrels"])
        with ExitStack() as stack:
            asked = stack.enter_context(bench(read_articles(options["articles"]), options["engine"]))
            path = options["run_file"]
            run_file = stack.enter_context(path.open("w", encoding="utf-8")) if path else None
            self.stdout.write(measure(asked, queries, qrels, run_file).as_json())
