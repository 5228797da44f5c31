"""The report of a check, as text and as JSON.

The text is at most 80 columns wide. Long lists are cut, unless *detail* is true.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import NamedTuple

from cakg import tables
from cakg.quality.coverage import ArticleCoverage, Coverage
from cakg.quality.faults import Fault
from cakg.quality.texts import TextReport
from cakg.tables import counted

MOST_USED = 12
"""How many entries of a long list are shown without *detail*."""


class Report(NamedTuple):
    """All faults in the order of the files, the coverage, and the reports on texts.

    *coverage* is None if a file cannot be parsed.
    """

    faults: tuple[Fault, ...]
    coverage: Coverage | None = None
    texts: tuple[TextReport, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no fault apart from warnings."""
        return all(fault.severity == "warning" for fault in self.faults)

    def text(self, *, detail: bool = False) -> str:
        """Return the report as text; with *detail*, all lists are complete."""
        figures = _coverage(self.coverage, None if detail else MOST_USED) if self.coverage else ()
        return "\n".join([*figures, *map(_text, self.texts), *map(str, self.faults), _verdict(self), ""])

    def json(self) -> str:
        """Return the whole report as JSON."""
        return tables.json({"ok": self.ok, **self._asdict()})


def _verdict(report: Report) -> str:
    count = Counter(fault.severity for fault in report.faults)
    found = " and ".join(counted(count[kind], kind) for kind in ("fault", "warning") if count[kind])
    if report.coverage is None:
        return f"{found}; coverage is measured once every file can be parsed"
    return f"{found or 'no faults'} found"


def _coverage(coverage: Coverage, most: int | None) -> Iterator[str]:
    yield f"{'':24}  sentences    with  without  claims  statements in each"
    yield f"{'':24}             claims   claims             mean  maximum"
    yield from map(_article, coverage.articles)
    claims, statements = sum(one.claims for one in coverage.articles), sum(coverage.predicates.values())
    yield f"{counted(claims, 'claim')} about {counted(statements, 'statement')}"
    yield ""
    yield from _without_claims(coverage)
    yield _by_use("predicates by use", coverage.predicates, most)
    yield _by_use("topics by use", coverage.topics, most)
    yield ""


def _article(article: ArticleCoverage) -> str:
    everything, without = len(article.sentences), len(article.without_claims)
    mean, most = article.statements
    name = f"{article.short_name or article.name:24}"
    return f"{name}  {everything:9}  {everything - without:6}  {without:7}  {article.claims:6}  {mean:7.1f}  {most:7}"


def _without_claims(coverage: Coverage) -> Iterator[str]:
    by_reason: dict[str, list[str]] = defaultdict(list)
    for sentence in (one for article in coverage.articles for one in article.without_claims):
        by_reason[sentence.reason or "no reason given"].append(sentence.name)
    for reason, names in sorted(by_reason.items()):
        yield _filled(f"without claims ({reason}): {', '.join(names)}")


def _by_use(title: str, found: Mapping[str, int], most: int | None) -> str:
    shown = [f"{name} {uses}" for name, uses in found.items()][:most]
    more = f" and {len(found) - len(shown)} more" if len(shown) < len(found) else ""
    return _filled(f"{title}: {', '.join(shown)}{more}")


def _filled(text: str) -> str:
    return fill(text, tables.WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _text(text: TextReport) -> str:
    if not text.located:
        return f"{text.path}: not the text of an article of the graph"
    first = f"{text.path}: {text.source}, {text.found} of {len(text.located)} passages verified"
    return "\n".join([first, *(_filled(f"    {note}") for note in text.notes)])
