"""Files of passages: how they are ordered, what stands in them, and how they are written."""
