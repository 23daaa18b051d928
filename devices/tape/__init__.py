"""A camera's pictures on disk, undecoded, in small segments: the last minutes of a lane, out of which films are cut."""
