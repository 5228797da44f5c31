"""The links of the graph as a table in SSSOM, a format for mappings between vocabularies.

The format is described at https://mapping-commons.github.io/sssom/.
"""

from __future__ import annotations

import json

from cakg import tables
from cakg.links.identifiers import links, namespaces
from cakg.model.labels import labels
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.vocabulary import CODE, MAPPING, PREFIXES, SSSOM

_COLUMNS = (
    "record_id subject_id subject_label predicate_id object_id object_label mapping_justification author_label"
    " object_source mapping_date see_also comment"
)
_UNSPECIFIED = SSSOM["license/unspecified"]
_OTHER_LISTS = "The lists of the codes have terms of their own."


def mapping_set(records: Records) -> bytes:
    """Return all links of the graph as SSSOM/TSV; the same graph gives the same bytes."""
    engine, rights = records.engine, Rights(records)
    lists = {iri.removeprefix(CODE.iri): namespace for iri, namespace in namespaces(engine).items()}
    borrowed = {name: PREFIXES[name] for name in ("code", "id", "mapping", "owl", "semapv", "skos", "sssom")}
    prefixes = dict(sorted((borrowed | lists).items()))
    found = links(engine)
    names = labels(engine, (link.thing for link in found))

    def short(iri: str) -> str:
        fitting = [name for name, namespace in prefixes.items() if iri.startswith(namespace)]
        prefix = max(fitting, key=lambda name: len(prefixes[name]), default="")
        return f"{prefix}:{iri.removeprefix(prefixes[prefix])}" if prefix else iri

    rows = []
    for link in found:
        subject = (short(link.mapping), short(link.thing), names[link.thing])
        object = (short(link.match), short(link.target), link.target_label)
        origin = (short(link.justification), link.author, short(link.list), link.date)
        rows.append((*subject, *object, *origin, "|".join(link.evidence), link.remark))
    comment = json.dumps(f"{'. '.join(rights.lines(()))} {_OTHER_LISTS}", ensure_ascii=False)  # JSON is valid YAML
    header = [
        *("curie_map:", *(f"  {name}: {namespace}" for name, namespace in prefixes.items())),
        *(f"license: {rights.licence_iri or _UNSPECIFIED}", f"mapping_set_id: {MAPPING.iri}"),
        *(f"mapping_set_version: {json.dumps(records.edition)}", f"comment: {comment}"),
        *("mapping_set_title: Things of the Central Asia knowledge graph in other lists", 'sssom_version: "1.1"'),
    ]
    table = tables.csv([_COLUMNS.split(), *rows], "\t", raw=True)
    return ("".join(f"#{line}\n" for line in header) + table).encode()
