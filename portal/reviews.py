"""复核: the drawn supplements of each day, held against their pictures by somebody who did not write them (R-052)."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import clock, corrected, supplement_reviews
from gate.models import Supplement
from gate.supplement_reviews import ReviewError
from portal import confirming, mistakes
from portal.corrections import ReviewForm
from portal.htmx import render, say
from portal.items import ITEMS
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("reviews", __name__, url_prefix="/supplements/reviews")


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """What waits and for how long, what was found wrong and is not corrected, and the months."""
    return render(
        "supplements/reviews.html",
        due=supplement_reviews.due(),
        uncorrected=supplement_reviews.uncorrected(),
        lately=supplement_reviews.lately(),
        months=supplement_reviews.months(),
        now=clock.now(),
    )


@bp.get("/<int:supplement_id>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(supplement_id: int) -> Response:
    return _page(_supplement(supplement_id), ReviewForm())


@bp.post("/<int:supplement_id>")
@allow(ADMIN, MANAGER)
def answer(supplement_id: int) -> Response:
    """The second person's word, with the password once more; what is wrong goes on to its correction."""
    supplement, form = _supplement(supplement_id), ReviewForm(request.form)
    agrees = request.form.get("answer") == "agrees"
    try:
        if _may_answer(supplement) and not confirming.confirm(form.password):
            return _page(supplement, form, 422)
        supplement_reviews.review(
            supplement.id, agrees=agrees, words=str(form.words.data or ""), by=username()
        )
    except ReviewError as refused:
        mistakes.show(form, refused.errors)
        return _page(supplement, form, 422)
    if agrees:
        say(_("Written down: it is right."))
        return redirect(url_for("reviews.index"), 303)
    say(_("Written down: it is wrong. Please correct the row now."), "warning")
    return redirect(url_for("corrections.new", number=supplement.passage.id), 303)


def _page(supplement: Supplement, form: ReviewForm, status: int = 200) -> Response:
    passage = supplement.passage
    return render(
        "supplements/review.html",
        status=status,
        supplement=supplement,
        passage=passage,
        counts=corrected.one(passage).now,
        items=ITEMS,
        review=supplement_reviews.of(supplement),
        is_due=supplement_reviews.is_due(supplement),
        mine=supplement.by == username(),
        form=form,
    )


def _may_answer(supplement: Supplement) -> bool:
    return bool(supplement.by != username()) and supplement_reviews.is_due(supplement)


def _supplement(number: int) -> Supplement:
    supplement: Supplement | None = Supplement.get_or_none(Supplement.id == number)
    return supplement or abort(404)
