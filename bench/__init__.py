"""Measurements, repeatable by a command."""
