"""What a device raises when it cannot do what was asked."""


class DeviceError(Exception):
    """A fault of something outside.

    `permanent` means that trying again without changing anything cannot help (a wrong password, a refusal);
    `may_still_happen` means that an order was sent and no answer came, so the device may yet obey it.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, may_still_happen: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.may_still_happen = may_still_happen
