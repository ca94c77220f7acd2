"""Choosing a new password by the link in a letter."""

from typing import Any

from allauth.account.forms import UserTokenForm
from allauth.account.views import PasswordResetFromKeyView
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters


class ChoosePassword(PasswordResetFromKeyView):
    """The page behind the link.

    allauth would put the link's key into a session, from where whoever reads the database could
    use it. Here it stays in the address, which is neither logged nor told to other sites.
    """

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters("password1", "password2"))
    def dispatch(
        self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any
    ) -> HttpResponseBase:
        """Show the form to whoever holds a good key. Source: django.views.generic.View."""
        token = UserTokenForm(data={"uidb36": uidb36, "key": key})
        self.key = key
        self.reset_user = token.reset_user if token.is_valid() else None
        if self.reset_user is None:
            page = self.get_context_data(token_fail=True, form=None)
            refusal: HttpResponseBase = self.render_to_response(page, status=404)
            return refusal
        # Past allauth's own dispatch, which would redirect to keep the key in a session.
        return View.dispatch(self, request, uidb36, key)


choose_password = ChoosePassword.as_view()
