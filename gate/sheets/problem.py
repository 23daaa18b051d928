"""What is wrong with a file, so that its sentence can be said."""


class FileProblem(Exception):
    """A file that cannot be read as a table; `key` names the sentence, `what` what it is about."""

    def __init__(self, key: str, what: str = "") -> None:
        super().__init__(f"{key} {what}".strip())
        self.key, self.what = key, what
