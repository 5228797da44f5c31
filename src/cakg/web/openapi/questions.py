"""The questions of the catalogue: for each one its answer as JSON and as CSV, with typed parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cakg.questions.ask import EVERYTHING
from cakg.questions.catalogue import Question
from cakg.vocabulary import PROFILE, expand, local
from cakg.web.addresses import question_path
from cakg.web.answers.address import FACET
from cakg.web.answers.facets import OF_CLAIMS
from cakg.web.answers.fields import Field, fields
from cakg.web.explorer import Explorer
from cakg.web.openapi.parts import TEXT, answer, errors, operation, parameter, reference
from cakg.web.texts import texts

_PROFILE, _DATASETS, _SORT = "profile", "datasets", "sort"


def paths(explorer: Explorer) -> dict[str, Any]:
    """Return two paths for each question: its answer as JSON, and as a table in CSV."""
    found: dict[str, Any] = {}
    for question in explorer.kg.questions.all():
        path = f"/{question_path(question.name)}"
        taken = [_parameter(one) for one in fields(explorer.records, question, {})]
        taken += [reference("parameters", name) for name in _common(question)]
        found[f"{path}.json"] = {"parameters": taken, "get": _operation(question, "json")}
        found[f"{path}.csv"] = {"parameters": taken, "get": _operation(question, "csv")}
    return found


def parameters(explorer: Explorer) -> dict[str, Any]:
    """Return the parameters that all questions have, by name."""
    words = texts()["openapi"]["parameters"]
    labels = explorer.records.definitions(PROFILE[name] for name in PROFILE.names)
    profiles = "; ".join(f"{name}: {labels.get(PROFILE[name], '')}" for name in sorted(PROFILE.names))
    kinds = {"status": _choices(explorer, "status"), "theme": _choices(explorer, "theme")}
    kinds["year"] = {"type": "string", "pattern": "^[0-9]{4}$"}
    facets = {
        name: parameter(
            f"{FACET}{name}",
            words["facet_year" if name == "year" else "facet"].format(name=name),
            _repeated(kinds.get(name, TEXT)),
        )
        for name in OF_CLAIMS
    }
    return {
        _PROFILE: parameter(
            _PROFILE,
            f"{words['profile']} {profiles}",
            {"type": "string", "enum": sorted(PROFILE.names), "default": EVERYTHING},
        ),
        _DATASETS: parameter(_DATASETS, words["datasets"], {"type": "string", "enum": ["yes", "no"], "default": "no"}),
        _SORT: parameter(_SORT, words["sort"], TEXT),
        **{f"{FACET}{name}": one for name, one in facets.items()},
    }


def _common(question: Question) -> list[str]:
    profile = [_PROFILE] if question.has_profile else []
    return [*profile, _DATASETS, _SORT, *(f"{FACET}{name}" for name in OF_CLAIMS)]


def _choices(explorer: Explorer, kind: str) -> dict[str, Any]:
    return {"type": "string", "enum": sorted(local(iri) for iri in explorer.records.names(kind).iris)}


def _repeated(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _parameter(field: Field) -> dict[str, Any]:
    """Return a parameter of a question. It may be repeated: the values are alternatives."""
    one, words = field.parameter, texts()["openapi"]
    schema: dict[str, Any] = {"type": "string"}
    if field.choices:
        schema["enum"] = [choice.value for choice in field.choices]
    elif field.pattern:
        schema["pattern"] = f"^(?:{field.pattern})$"
    if field.example:
        schema["examples"] = [field.example]
    found = _repeated(schema)
    if one.default:
        found["default"] = [local(iri) if (iri := expand(one.default)) else one.default_word]
    kind = words["types"].get(one.type, "")
    text = ". ".join(filter(None, (one.text[:1].upper() + one.text[1:], kind)))
    return parameter(one.name, f"{text}.", found, explode=True)


def _operation(question: Question, format: str) -> dict[str, Any]:
    words = texts()["openapi"]
    json = format == "json"
    name = question.name.replace("-", "_")
    contents = {"application/json": _schema(question)} if json else {"text/csv": TEXT}
    text = words["rows"] if json else words["table"].format(columns=", ".join(_columns(question)))
    return operation(
        f"{words['questions']}: {question.theme}",
        f"ask_{name}" if json else f"table_{name}",
        question.summary,
        {"200": answer(text, contents), **errors("BadRequest", "NotFound")},
        **({"description": question.note} if question.note else {}),
    )


def _columns(question: Question) -> dict[str, str]:
    """Return the columns that rows have, and their descriptions; the answer may have more that it adds."""
    return {one.name: one.text for one in question.columns if not one.hidden and not one.holds_claims}


def _schema(question: Question) -> dict[str, Any]:
    """Return the schema of the answer: that of any answer, with the columns of this one."""
    columns = {name: {**reference("schemas", "Cell"), "description": text} for name, text in _columns(question).items()}
    rows = {"type": "array", "items": {"type": "object", "properties": columns, "required": list(columns)}}
    return {"allOf": [reference("schemas", "Answer"), {"type": "object", "properties": {"rows": rows}}]}
