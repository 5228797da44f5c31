"""Questions and answers: what is asked, whom a name means, and how what is found is told."""
