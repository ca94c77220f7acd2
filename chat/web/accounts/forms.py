"""The forms of the account pages. They check shape; whether it may be, the rules decide."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as KeyForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat.models import User
from chat.protocol.actors import SCOPES
from chat.protocol.limits import (
    NAME_CHARACTERS,
    PRONOUNS_CHARACTERS,
    TITLE_CHARACTERS,
    USERNAME_CHARACTERS,
)
from chat.text.zones import zones

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PASSWORD_CHARACTERS = 1_000  # hashing more would only be work for an attacker to order
EMAIL_CHARACTERS = 254  # the longest address that mail can be sent to
USES = {1: _("one person"), 5: _("5 people"), 25: _("25 people"), 100: _("100 people")}
INVITATION_DAYS = {1: _("1 day"), 7: _("7 days"), 30: _("30 days"), 90: _("90 days")}
TOKEN_DAYS = {30: _("30 days"), 90: _("90 days"), 365: _("a year"), 0: _("no end")}
SCOPE_LABELS = {
    "read": _("read rooms and messages"),
    "write": _("post and change things"),
    "moderate": _("moderate, as far as you may"),
    "admin": _("administer, as far as you may"),
}


def _password(label: "str | StrPromise", autocomplete: str = "current-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=PASSWORD_CHARACTERS)


def _choices(table: Mapping[int, "StrPromise"]) -> list[tuple[int, "StrPromise"]]:
    return list(table.items())


def _zones() -> list[tuple[str, str]]:
    """Return every time zone, as people read it."""
    return [("", "not said"), *((name, name.replace("_", " ")) for name in zones())]


class AccountForm(forms.Form):
    """A new account: what others see, and what one signs in with."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_CHARACTERS,
        help_text=_("What others read beside your messages."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=USERNAME_CHARACTERS,
        help_text=_("Short, for signing in and for @mentions."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only to reset a forgotten password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = _password(_("Password"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_validators_help_texts()[1]

    def clean_email(self) -> str:
        """Keep addresses in lower case, as they are looked up."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Measure the password against the rest."""
        fields = {key: self.cleaned_data.get(key, "") for key in ("username", "name", "email")}
        try:
            validate_password(self.cleaned_data.get("password", ""), User(**fields))
        except ValidationError as weak:
            if "password" in self.cleaned_data:
                self.add_error("password", weak)
        return self.cleaned_data

    def account(self) -> dict[str, str]:
        """Return the fields of a command, the password hashed here, outside any commit."""
        kept = {key: self.cleaned_data[key] for key in ("username", "name", "email")}
        return kept | {"password": make_password(self.cleaned_data["password"])}


class FoundingForm(AccountForm):
    """The workspace and its owner."""

    workspace = forms.CharField(
        label=_("Name of the workspace"),
        max_length=NAME_CHARACTERS,
        help_text=_("Your team, club or house."),
    )
    field_order = ("workspace",)


class SignInForm(LoginForm):
    """Name, password, and whether this device is one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("User name or e-mail"),
            max_length=EMAIL_CHARACTERS,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                    "autofocus": True,
                }
            ),
        )
        self.fields["password"] = _password(_("Password"))
        self.fields["remember"].label = _("Keep me signed in on this device")


class ResetForm(ResetPasswordForm):
    """Where to send the link."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewPasswordForm(KeyForm):
    """A new password, twice, after following the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _relabel(self)


class PasswordForm(ChangePasswordForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = _password(_("Current password"))
        _relabel(self)


def _relabel(form: forms.Form) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = password_validators_help_texts()[1]
    form.fields["password2"].label = _("New password again")
    for field in ("password1", "password2"):
        form.fields[field].widget.attrs.pop("placeholder", None)


class ProfileForm(forms.Form):
    """What one says of oneself."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_CHARACTERS,
        help_text=_("What others read beside your messages."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    title = forms.CharField(
        label=_("What you do"),
        required=False,
        max_length=TITLE_CHARACTERS,
        help_text=_("Like “keeps the bees” or “accounts, Mondays to Thursdays”."),
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False, max_length=PRONOUNS_CHARACTERS)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=_zones,
        help_text=_("Others see what time it is for you, and your quiet hours follow it."),
    )


class ConfirmedForm(forms.Form):
    """A form that only the person who knows the password may send."""

    password = _password(_("Your password"))

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.order_fields([name for name in self.fields if name != "password"])

    def clean_password(self) -> str:
        """Check it as a sign-in would, limits included."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.viewer, password):
            raise ValidationError(_("This is not your password."))
        return password


class EmailForm(ConfirmedForm):
    """One's own e-mail address."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only to reset a forgotten password. Empty for none."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class TokenForm(ConfirmedForm):
    """A new API token."""

    name = forms.CharField(
        label=_("What for"),
        max_length=NAME_CHARACTERS,
        help_text=_("To tell your tokens apart, like “backup script”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[(scope, SCOPE_LABELS[scope]) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        initial=["read", "write"],
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"), choices=_choices(TOKEN_DAYS), coerce=int, initial=90
    )


class InvitationForm(forms.Form):
    """A new invitation link."""

    uses = forms.TypedChoiceField(label=_("For"), choices=_choices(USES), coerce=int, initial=1)
    days = forms.TypedChoiceField(
        label=_("Valid for"), choices=_choices(INVITATION_DAYS), coerce=int, initial=7
    )
    room = forms.TypedChoiceField(
        label=_("They arrive in"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, rooms: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [("", _("the usual rooms")), *rooms]  # type: ignore[attr-defined]
