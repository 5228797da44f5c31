"""The shapes of things in images and legends, by their names in vis-network."""

from __future__ import annotations

import cmath
import math

# The angle of the first corner in degrees, and the distances of the corners from the centre.
_CORNERS = {
    "triangle": (-90, [1.1] * 3),
    "triangleDown": (90, [1.1] * 3),
    "square": (45, [1.1] * 4),
    "diamond": (0, [1.1] * 4),
    "hexagon": (0, [1.1] * 6),
    "star": (-90, [1.25, 0.55] * 5),
}


def corners(shape: str) -> list[complex]:
    """Return the corners of a shape of radius 1 around the origin; empty for a circle."""
    first, spans = _CORNERS.get(shape, (0, []))
    return [cmath.rect(far, math.radians(first + 360 * place / len(spans))) for place, far in enumerate(spans)]
