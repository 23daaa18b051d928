"""What was wrong with a field, said so that the person can mend it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form

SENTENCES: Mapping[str, Any] = {
    "required": _("This is needed."),
    "too_long": _("This is too long."),
    "unprintable": _("There are characters in it that cannot be shown."),
    "unknown_code": _("Choose one from the list."),
    "not_a_date": _("Write the date as year-month-day, such as 2026-11-22."),
    "not_a_number": _("Write a number."),
    "out_of_range": _("This number is too small or too large."),
    "in_future": _("This lies in the future."),
    "ends_before_it_begins": _("The permission would end before it begins."),
    "not_a_plate": _(
        "This is no Chinese plate. Write it as it stands on the metal, such as 冀B7K268."
    ),
    "colour_against_form": _("A plate of this form does not have this colour."),
    "duplicate": _("There is one like this already."),
    "already_listed": _("This plate is on the list already."),
    "already_released": _("This plate has been released already."),
    "vin_shape": _("A VIN has 17 characters, digits and capital letters without I, O and Q."),
    "vin_check": _("One character is wrong: the check digit (the ninth) does not fit the others."),
    "engine_no_is_vin": _("This is the VIN. Write the number that is stamped on the engine."),
    "needed_for_approval": _("An approved vehicle must have this."),
    "changed_meanwhile": _(
        "Somebody else changed this file meanwhile. Load it again, then repeat your change."
    ),
    "already_suspended": _("This vehicle is suspended already."),
    "already_approved": _("This vehicle is approved already."),
    "not_a_picture": _("This is no picture. Send a photograph, as JPEG or PNG."),
    "picture_empty": _("This file is empty. Take the photograph again."),
    "picture_is_pdf": _("This is a PDF. Photograph the paper, or send a screenshot of the page."),
    "picture_is_svg": _("This is a drawing (SVG). Send a photograph of the paper."),
    "picture_is_heic": _(
        "This is a HEIC picture, which not every browser shows. On an iPhone choose Settings, Camera, "
        "Formats, Most Compatible, and take it again; or send a screenshot of it."
    ),
    "picture_is_gif": _("This is a moving or web picture (GIF, WebP). Send a photograph as JPEG."),
    "picture_is_film": _("This is a film. Send a single photograph."),
    "picture_damaged": _("This picture is damaged or came incomplete. Send it once more."),
    "not_kept": _("The picture could not be written to the disk."),
    "picture_too_large": _(
        "This picture is larger than 15 MB. Choose a smaller size in the camera, or send a screenshot."
    ),
    "picture_too_many_pixels": _(
        "This picture has more than 40 million pixels. Choose a smaller size in the camera."
    ),
    "proof_needed": _("A picture of the vehicle licence or of the emission list is needed."),
    "proof_of_basis_needed": _("You named this list as the proof, so its picture is needed."),
    "no_new_energy_plate": _("This is no new-energy plate."),
    "is_listed": _("It is on the over-emission list: every lane refuses it until it is released."),
    "is_approved": _("It is registered and approved already; its file decides."),
    "is_suspended": _("It is suspended. Whoever suspended it has to decide."),
    "stage_not_proved": _("Without a proved emission stage it cannot be let in."),
    "stage_refused": _("The rules in force ask for a cleaner stage: every lane would refuse it."),
    "not_temporary": _("This is no temporary vehicle."),
    "list_changed": _("Somebody changed the list meanwhile. Look at it again, then repeat this."),
    "twice_in_table": _("An earlier line of this table speaks of this vehicle."),
    "begins_like_a_formula": _("It begins like a formula. Write the words themselves."),
    "register_changed": _(
        "Somebody changed one of these files meanwhile. Look at it again, then repeat this."
    ),
    "twice_in_list": _("A newer row of the same list speaks of this vehicle."),
    "released_or_not": _("It is said to be listed still, and released as well."),
    "released_before_listed": _("It would have been released before it was listed."),
    "not_a_row": _("This is no row of a list."),
    "restricts_nobody": _("Choose a measure or a condition: so it would restrict nobody."),
    "in_past": _("This lies in the past."),
    "over_before_it_begins": _("It would be over before it begins."),
    "unclear": _("This cannot be understood. Look at the example in the field."),
    "no_such_policy": _("There is no such policy."),
    "policy_is_over": _("This policy is over already."),
    "already_over": _("This exemption is over already."),
    "visit_is_over": _("This visit is over already."),
    "window_too_long": _("A visit is announced for seven days at most."),
    "names_nobody": _("Name a vehicle by plate and colour, or a category."),
    "nobody_chosen": _("Choose at least one vehicle."),
    "nothing_changed": _("Nothing differs from what counts by now."),
    "correction_waits": _("A correction of this row waits for a second person already."),
    "second_person_needed": _("You wrote it yourself: somebody else has to answer."),
    "not_your_own": _("Only whoever wrote it can take it back."),
    "withdrawn_meanwhile": _("It has been taken back meanwhile."),
    "already_reviewed": _("Somebody else has answered it meanwhile."),
    "empty_is_named": _("Without a load, write 空载 as the cargo."),
    "not_a_paper_plate": _("Write the number of the temporary plate, without 临."),
    "not_a_machine_code": _("Such a code has 8 to 17 capital letters and digits."),
    "already_supplemented": _("Somebody has supplemented this row meanwhile."),
    "plate_is_known": _("The plate of this row is known. Whatever is wrong in it is corrected."),
    "outside_gap": _(
        "The system has declared no gap at that moment. Say in words why nobody recorded it."
    ),
    "lane_goes_one_way": _("Nobody goes this way through that lane."),
    "not_a_time": _("Write the time as hours and minutes, such as 10:05."),
    "type_it_again": _("Somebody else was writing at that moment. Please save it once more."),
    "not_drawn": _("It was not drawn, so nobody has to answer."),
    "second_signature_needed": _("Whoever hands over cannot take over. Somebody else has to sign."),
    "already_signed": _("Somebody has signed it meanwhile."),
    "no_checkpoint": _("No checkpoint has been signed yet. The next one comes within the hour."),
    "ends_before_it_begins_here": _("This time ends before it begins."),
    "period_too_long": _("At most 400 days can be drawn from."),
    "choose_one": _("Choose one of them."),
    "not_an_entry_and_an_exit": _("A trip is an entry and an exit."),
    "left_before_it_came": _("It would have left before it came."),
    "no_longer_open": _("One of the two has found its other half meanwhile."),
    "not_together": _("These two are not together."),
    "not_a_letter": _("A gate has one letter, A to Z."),
    "region_corners": _("A region has three to twelve corners."),
    "region_outside": _("A corner lies outside the picture: from 0 to 100 percent each way."),
    "region_crosses": _(
        "Its outline crosses itself. Put the corners one after another around the region."
    ),
    "region_too_small": _(
        "This is too small for a plate: at least a tenth of the picture each way, and a fiftieth of it in all."
    ),
    "lane_has_one": _("This lane has one already. Switch that one off first."),
    "not_a_username": _(
        "Two to 32 letters, digits, dots, dashes or underlines; some names belong to the system."
    ),
    "username_taken": _("Somebody has this user name already."),
    "last_admin": _("This is the last active administrator: make another one first."),
    "not_the_first": _("There is an account already. Sign in with it."),
    "password_short": _("This password is too short."),
    "password_common": _("This is one of the first passwords that anybody would try."),
    "password_names": _(
        "A password must not hold the user name, the product's name or the plant's."
    ),
    "password_same": _("This is the password that you have now."),
    "passwords_differ": _("The two new passwords differ."),
    "not_a_phone": _("This is no telephone number."),
    "not_a_mobile": _("Write a mobile number of 11 digits: with it you sign in."),
    "not_an_email": _("This is no e-mail address."),
    "phone_taken": _("There is an account with this number already: sign in, or ask the plant."),
    "applied_already": _("You have asked for this truck already: it is with the plant."),
    "not_editable": _("It is with the plant and cannot be changed now."),
    "not_now": _("This cannot be done with it any more."),
    "carrier_stopped": _("The plant has stopped your applications. Ask there for the reason."),
    "too_many_drafts": _(
        "You have very many unfinished applications. Send or take back some first."
    ),
    "too_many_visits": _("You have very many visits to come. Call some off first."),
    "changed_elsewhere": _(
        "Another device has just changed this to something else. Save again to keep yours."
    ),
    "please_confirm": _("Please compare the values with your papers, then tick this."),
    "missing": _("This is needed."),
    "string_too_short": _("This is needed."),
    "string_pattern_mismatch": _("This does not look like such an address."),
    "value_error": _("This does not look like such an address."),
    "int_parsing": _("Write a whole number."),
    "float_parsing": _("Write a number."),
    "greater_than": _("This number is too small."),
    "greater_than_equal": _("This number is too small."),
    "less_than": _("This number is too large."),
    "less_than_equal": _("This number is too large."),
}


def sentence(key: str) -> str:
    """The sentence for a mistake; a general one for a kind nobody foresaw."""
    return str(SENTENCES.get(key) or gettext("This cannot be used here."))


def show(form: Form, errors: Mapping[str, str]) -> None:
    """Put each sentence at its field, and those of no field at the form."""
    for name, key in errors.items():
        if name in form:
            form[name].errors = [sentence(key)]
        else:
            form.form_errors.append(sentence(key))
