"""What somebody may do, on the pages about them: from the policy's own table."""

from collections import defaultdict

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from chat.models import Room, User
from chat.models.clock import clock
from chat.queries.policy import explain_all


def rights(user: User, room: Room | None = None) -> SafeString:
    """Return the actions of a room, or else of the workspace, gathered by what each is answered."""
    answered: dict[str, list[str]] = defaultdict(list)
    for action, verdict in explain_all(user, room, clock.now()).items():
        answered[verdict.code or gettext("allowed")].append(action)
    lines = ((answer, ", ".join(actions)) for answer, actions in answered.items())
    return format_html_join("", "<p><strong>{}</strong>: {}</p>", lines)
