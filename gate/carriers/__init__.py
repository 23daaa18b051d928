"""Carriers: how they come to be known, what they ask for, and what is theirs alone."""
