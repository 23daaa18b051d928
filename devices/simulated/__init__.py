"""A plant without hardware: every part speaks the wire protocol of the real thing."""
