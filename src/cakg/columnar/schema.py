"""What a table is: its columns, their types, its key, and the tables that it refers to."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Type: TypeAlias = Literal["node", "string", "date", "integer", "number", "boolean"]
"""The type of a column. A ``node`` is an IRI as a prefixed name, or in angle brackets if it has no known prefix."""

NODES = "nodes"
"""The table of all nodes, to which a column refers whose nodes may be of any kind."""


class Column(NamedTuple):
    """A column of a table."""

    name: str
    type: Type
    text: str
    """What it contains, and what an empty cell means."""
    refers: str = ""
    """The table whose key its values are; empty if they are no keys."""


class Table(NamedTuple):
    """A table. It is sorted by its key, and no two rows have the same key."""

    name: str
    text: str
    """What a row is."""
    key: tuple[str, ...]
    """The columns that identify a row; none of them is ever empty."""
    columns: tuple[Column, ...]

    @property
    def foreign(self) -> list[Column]:
        """The columns that refer to other tables, or to this one."""
        return [column for column in self.columns if column.refers]

    @property
    def is_of_nodes(self) -> bool:
        """Whether each row is about one node, the key."""
        return len(self.key) == 1 and self.columns[0].type == "node"

    def has(self, name: str) -> bool:
        """Return whether there is a column of this name."""
        return any(column.name == name for column in self.columns)


def node(name: str, refers: str, text: str) -> Column:
    """Return a column of nodes that are keys of the table *refers*."""
    return Column(name, "node", text, refers)


def key(name: str, text: str) -> Column:
    """Return the column of nodes that is the key of its table."""
    return Column(name, "node", text)
