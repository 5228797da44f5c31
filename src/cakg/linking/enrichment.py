"""What an endpoint says of our things, in our own model and kept apart from what editors wrote.

The endpoint is a dataset like any other. A value that is a thing of ours, by a property that the description turns
into a predicate of ours, becomes a statement with a claim; any other is a ``cakg:Value``, which asserts nothing in the
graph. Each leads to its row: the item, its address, the day on which it was asked.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from cakg.asking import dates
from cakg.engines.engine import Engine, Term
from cakg.errors import BadValueError
from cakg.linking.fetching import Answer, Description
from cakg.vocabulary import (
    CAKG, CLAIM, DCTERMS, MODE, OWL, PASSAGE, PROV, RDF, RDFS, SCHEMA, SOURCE, STMT, VALUE, XSD, expand, prefix_header,
)  # fmt: skip

YEAR, MONTH, DAY = 9, 10, 11  # Wikidata's precision of a date; what is vaguer is no date here
_DATATYPES = {YEAR: "gYear", MONTH: "gYearMonth", DAY: "date"}
