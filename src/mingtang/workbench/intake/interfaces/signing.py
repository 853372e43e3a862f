"""What signing in (登录) means for a form as it is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.intake.enums import SignInNeed
from mingtang.workbench.intake.forms import PublicForm, SignInOffer, VerifiedSender
from mingtang.workbench.intake.interfaces.places import PublicPlace
from mingtang.workbench.intake.policies import judge_sign_in


@dataclass(frozen=True)
class SignInView:
    """Whether a form, filled in as it is, is sent by someone signed in, and who that is."""

    need: SignInNeed = SignInNeed.NONE
    offer: SignInOffer | None = None
    sender: VerifiedSender | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def judge(self, *, was_signed_in: bool) -> Decision:
        """Answer whether the form may be sent so."""
        is_signed_in = self.sender is not None
        return judge_sign_in(
            self.need, self.offer, is_signed_in=is_signed_in, was_signed_in=was_signed_in
        )


def signing_of(form: PublicForm, place: PublicPlace, typed: Mapping[str, str]) -> SignInView:
    """Return what signing in means for a form with these values; a form that knows none asks nothing."""
    need = form.sign_in(typed, place.site) if form.sign_in else SignInNeed.NONE
    if need is SignInNeed.NONE:
        return SignInView()
    offer, sender = place.signing
    if sender is None:
        return SignInView(need, offer)
    names = {one.name for one in form.fields}
    values = {name: value for name, value in sender.values.items() if value and name in names}
    return SignInView(need, offer, sender, values)
