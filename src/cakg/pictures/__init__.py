"""Pictures of a graph: networks, timelines and maps, as pages and images."""
