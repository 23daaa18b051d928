"""Many trucks at once, as a table: read row by row, compared with what is there, seen, and only then taken over."""
