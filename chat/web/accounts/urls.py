"""The addresses of the account pages; allauth's names stay, so that its own links work."""

from allauth.account import views
from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from chat.web.accounts import invitations, joining, passwords, profile, sessions, status, tokens

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", never_cache(views.logout), name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", joining.sign_up, name="account_signup"),
    path("reauthenticate/", never_cache(views.reauthenticate), name="account_reauthenticate"),
    path(
        "password/change/",
        never_cache(views.password_change),
        name="account_change_password",
    ),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        passwords.choose_password,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("profile/", profile.profile, name="profile"),
    path("status/", status.status, name="status"),
    path("status/quiet/", status.quiet, name="quiet"),
    path("status/quiet-hours/", status.quiet_hours, name="quiet_hours"),
    path("email/", profile.email, name="email"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end/", sessions.end, name="end_session"),
    path("sessions/end-others/", sessions.end_others, name="end_other_sessions"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", tokens.revoke, name="revoke_token"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:invitation>/revoke/", invitations.revoke, name="revoke_invitation"),
]
