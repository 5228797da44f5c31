"""The datasets that can be imported, by the names of their sources: ``source:<name>``."""

from __future__ import annotations

from cakg.datasets import conflicts, gdelt, votes, yearly

DATASETS = {one.name: one for one in sorted([*conflicts.DATASETS, *gdelt.DATASETS, *votes.DATASETS, *yearly.DATASETS])}
