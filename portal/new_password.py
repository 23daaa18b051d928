"""Two fields for a password to come, and what the house asks of it."""

from flask_babel import lazy_gettext
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from portal import mistakes, passwords
from portal.forms import PortalForm
from portal.plant import plant


class NewPassword(PortalForm):
    """The new password, twice."""

    new = PasswordField(
        lazy_gettext("New password"), [InputRequired(), Length(max=passwords.LONGEST)]
    )
    again = PasswordField(
        lazy_gettext("New password, once more"),
        [EqualTo("new", message=mistakes.SENTENCES["passwords_differ"])],
    )

    def check(self, *names: str) -> bool:
        """Whether everything in the form can be taken; `names` are what the person is called."""
        if not self.validate():
            return False
        house = plant()
        against = passwords.objection(
            str(self.new.data), house.accounts.shortest_password, *names, house.name
        )
        if against:
            self.new.errors = [mistakes.sentence(against)]
        return not against
