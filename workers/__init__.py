"""Processes without a screen, and the ways to reach them."""
