"""The forms of what one is doing and when one is not to be disturbed."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.protocol.commands.profiles import DAYS, QuietHours
from chat.protocol.limits import EMOJI_CHARACTERS, STATUS_CHARACTERS
from chat.web.accounts.ends import QUIET_ENDS, STATUS_ENDS

EDGES = {"begins": _("{day} begins"), "ends": _("{day} ends")}


class StatusForm(forms.Form):
    """What one is doing just now."""

    text = forms.CharField(
        label=_("What you are doing"),
        required=False,
        max_length=STATUS_CHARACTERS,
        help_text=_("Others read it on your card. Empty, and without an emoji: no status."),
    )
    emoji = forms.CharField(
        label=_("Emoji"),
        required=False,
        max_length=EMOJI_CHARACTERS,
        help_text=_(
            "Stands beside your name. An emoji, or its name between colons like :palm_tree:."
        ),
    )
    ends = forms.ChoiceField(label=_("It lasts"), choices=list(STATUS_ENDS.items()))


class QuietForm(forms.Form):
    """For how long one is not to be disturbed, from now on."""

    ends = forms.ChoiceField(label=_("For"), choices=list(QUIET_ENDS.items()))


class QuietHoursForm(forms.Form):
    """From when to when one is not to be disturbed, day by day."""

    def __init__(self, *args: Any, hours: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one["day"]: one for one in hours}
        for day in range(1, DAYS + 1):
            for edge in ("begins", "ends"):
                self.fields[f"{edge}_{day}"] = forms.TimeField(
                    label=EDGES[edge].format(day=WEEKDAYS[day - 1]),
                    required=False,
                    input_formats=["%H:%M", "%H:%M:%S"],
                    initial=known.get(day, {}).get(edge),
                    widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
                )

    def days(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Name each day with its two fields."""
        for day in range(1, DAYS + 1):
            yield str(WEEKDAYS[day - 1]), self[f"begins_{day}"], self[f"ends_{day}"]

    def clean(self) -> dict[str, Any]:
        """Ask for the other end of a time that has one."""
        for name, begins, ends in self.days():
            given = [bool(self.cleaned_data.get(field.name)) for field in (begins, ends)]
            if any(given) and not all(given):
                self.add_error(
                    None,
                    gettext("{day}: say both when it begins and when it ends.").format(day=name),
                )
        return self.cleaned_data

    def hours(self) -> list[QuietHours]:
        """Return what was chosen as the command wants it."""
        chosen = []
        for day in range(1, DAYS + 1):
            begins, ends = (self.cleaned_data[f"{edge}_{day}"] for edge in ("begins", "ends"))
            if begins and ends:
                chosen.append(QuietHours(day=day, begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}"))
        return chosen
