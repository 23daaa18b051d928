"""The over-emission list as it comes from outside: read, compared with ours, shown, and only then taken over."""
