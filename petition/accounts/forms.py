"""Input on the pages of accounts: Flask-Security's forms, less what we do not use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import session as cookie
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_security.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import get_message
from flask_security.webauthn import (
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninResponseForm,
)
from webauthn.helpers.exceptions import WebAuthnException
from wtforms import HiddenField, PasswordField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

from petition.accounts import queries
from petition.accounts.models import AT_ONCE, DAILY, NEVER
from petition.core import languages
from petition.core.fields import address_field, check_name, clean_field, max_length
from petition.core.forms import Form

ADVICE = _("At least 12 characters. Four or five unrelated words are good.")
PLAIN = {"autocapitalize": "none", "spellcheck": "false"}
# Where the session keeps the challenge that a passkey is to answer.
CHALLENGE = "passkey_challenge"
MOST_PASSKEYS = 10


class SignInForm(LoginForm):
    """Address and password; there is no "remember me"."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.render_kw = {"autocomplete": "username", "inputmode": "email"}
        # The page itself links to the way out of a forgotten password.
        self.password.description = ""

    def validate(self, **kwargs: Any) -> bool:
        """Judges a password for an address without account as for one with: against somebody's, and it is wrong.

        The time of the answer must not tell who works here.
        """
        if not Form.validate(self, **kwargs):
            return False
        self.ifield = self.email
        self.user, is_theirs = queries.find_by_email_or_any(self.email.data or "")
        is_right: bool = super().validate(**kwargs)
        if is_right and not is_theirs:
            self.user, self.user_authenticated = None, False
            self.password.errors = [get_message("INVALID_PASSWORD")[0]]
        return is_right and is_theirs


class ForgottenPasswordForm(Form):
    """The address that the way to a new password is mailed to."""

    email = address_field()


class NewPasswordForm(ResetPasswordForm):
    """A new password, once: whoever mistypes it asks for another mail."""

    password_confirm = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ADVICE


class OtherPasswordForm(ChangePasswordForm):
    """The password so far and the new one."""

    new_password_confirm = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.flags.required = True
        self.new_password.description = ADVICE


class CodeForm(TwoFactorVerifyCodeForm):
    """The six digits that the authenticator app shows."""

    code = StringField(
        _("Code from the app"),
        description=_("Six digits; they change every half minute."),
        validators=[InputRequired(_("Enter the six digits that the app shows."))],
        filters=[lambda typed: "".join(typed.split()) if typed else typed],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", **PLAIN},
    )


class RecoveryCodeForm(MfRecoveryForm):
    """One of the recovery codes, in the place of the app."""

    code = StringField(
        _("Recovery code"),
        description=_("One of those you kept when you set up the app, such as k7rm-q2xv-9hdt-wc4e."),
        validators=[InputRequired(_("Enter one of your recovery codes."))],
        render_kw={"autocomplete": "off", **PLAIN},
    )


class SetUpForm(TwoFactorSetupForm):
    """The one kind of second factor there is, so nothing to choose."""

    setup = HiddenField()


class NoRescueForm(TwoFactorRescueForm):
    """Flask-Security makes it, nobody sees it."""

    help_setup = RadioField(choices=[])


class PasskeyForm(WebAuthnRegisterForm):
    """What a new passkey is to be called; all are second factors, so there is no use to choose."""

    name = StringField(
        _("Name of the passkey"),
        description=_("Helps you tell your devices apart, such as “blue security key” or “laptop at home”."),
        validators=[DataRequired(_("Give the passkey a name.")), max_length(60)],
        filters=[clean_field],
        render_kw={"autocomplete": "off"},
    )
    usage = HiddenField()

    def validate(self, **kwargs: Any) -> bool:
        """One more passkey, under a name that is not taken; there is no sense in dozens."""
        if not super().validate(**kwargs):
            return False
        if len(current_user.webauthn) < MOST_PASSKEYS:
            return True
        self.name.errors = [_("You have %(number)d passkeys. Remove one that you do not use.", number=MOST_PASSKEYS)]
        return False


class ChallengeAnswer:
    """An answer of a passkey: to the challenge that this browser was given last, and to it once."""

    credential: HiddenField
    challenge: str
    # With it comes what the maker of the device vouches for.
    longest: ClassVar[Mapping[str, int]] = {"credential": 20_000}

    def validate(self, **kwargs: Any) -> bool:
        """Refuses alike whatever is wrong; the library's reasons are for nobody who reads them here."""
        try:
            sound = cookie.pop(CHALLENGE, None) == self.challenge and super().validate(**kwargs)  # type: ignore[misc]
        except WebAuthnException:
            sound = False
        if sound and not self.credential.errors:
            return True
        self.credential.errors = [str(_("This passkey was not accepted. Try again, or use another way."))]
        return False


class NewPasskeyForm(ChallengeAnswer, WebAuthnRegisterResponseForm):
    """What a device says that has made a passkey."""


class PasskeyAnswerForm(ChallengeAnswer, WebAuthnSigninResponseForm):
    """What a device says that is asked for its passkey."""

    def validate(self, **kwargs: Any) -> bool:
        """After the password alone, or for somebody who is signed in: never as sign-in by itself."""
        return (self.is_secondary or self.is_verify) and super().validate(**kwargs)


class ReauthenticationForm(Form):
    """The second factor once more; ``accounts.reauthentication`` judges it. What else was sent stays beside it."""

    again_code = StringField(
        _("Code from the app, or a recovery code"),
        validators=[InputRequired(_("Enter the code that the app shows, or a recovery code."))],
        render_kw={"autocomplete": "one-time-code", **PLAIN},
    )


class NameForm(Form):
    """How the others at the desk know somebody."""

    name = StringField(
        _("Name"),
        description=_("Others at the desk see it; without one, they see the start of your mail address."),
        validators=[Optional(), check_name, max_length(80)],
        filters=[clean_field],
        render_kw={"autocomplete": "name"},
    )


class NoticesForm(Form):
    """How often somebody is told by mail what waits at the desk, and in which language."""

    notices = RadioField(
        _("Mails about what is to do"),
        choices=[
            SelectChoice(AT_ONCE, _("at once, once an hour at most")),
            SelectChoice(DAILY, _("once a day, in the morning")),
            SelectChoice(NEVER, _("never")),
        ],
        validators=[InputRequired(_("Choose how often."))],
    )
    language = SelectField(
        _("Language of the mails"),
        choices=[SelectChoice(tag, languages.language_name(tag)) for tag in languages.DESK],
        validators=[InputRequired(_("Choose a language"))],
    )


class InvitationForm(Form):
    """The password of a new account; ``accounts.passwords`` judges it."""

    password = PasswordField(
        _("Password"),
        description=ADVICE,
        validators=[InputRequired(_("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )


class EmptyForm(Form):
    """A button and nothing else; it carries the token against forged requests."""
