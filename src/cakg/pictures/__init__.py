"""Pictures: what is drawn, where it stands, how it looks, and the pages and images it becomes."""
