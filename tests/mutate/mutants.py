"""Rules that keep the promises (docs/promises.md), each with an edit that breaks it and a test that must fail then."""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """The rule in words; the file, a text that stands in it once, and what stands there instead; the test."""

    rule: str
    path: str
    before: str
    after: str
    test: str


MUTANTS = (
    Mutant(
        "1: the words of a signed edition cannot be changed",
        "migrations/versions/0004_frozen.py",
        "IN ({editions}) AND frozen_at IS NOT NULL)",
        "IN ({editions}) AND frozen_at IS NULL)",
        "tests/statements/test_freeze.py",
    ),
    Mutant(
        "1: a confirmed signature stays under its words",
        "migrations/versions/0010_bound.py",
        "NEW.confirmed_at IS NULL OR NEW.language <> OLD.language",
        "NEW.confirmed_at IS NULL",
        "tests/signing/test_bind.py::test_it_refuses_to_move_a_confirmed_signature",
    ),
    Mutant(
        "1: nobody is carried over to what was delivered",
        "petition/signing/carry/actions.py",
        "and not edition.statement.is_delivered",
        "and True",
        "tests/signing/test_carry.py::test_it_carries_nothing_over_once_the_list_was_delivered",
    ),
    Mutant(
        "2: what is odd goes into quarantine",
        "petition/signing/screening/actions.py",
        "    endorsement.quarantined_at = at\n",
        "    endorsement.quarantined_at = None\n",
        "tests/signing/test_watch.py::test_it_puts_the_next_one_from_a_domain_aside",
    ),
    Mutant(
        "2: an organisation counts only once it is approved",
        "migrations/versions/0014_state.py",
        "state IN ('listed', 'withheld', 'hidden')",
        "state IN ('listed', 'withheld', 'hidden', 'undecided')",
        "tests/signing/test_state.py::test_it_goes_the_ways_that_people_go",
    ),
    Mutant(
        "2: the state says what the database says",
        "petition/signing/state.py",
        'Case(WITHDRAWN, is_set=("withdrawn_at",)),',
        'Case(WITHDRAWN, is_set=("held_at",)),',
        "tests/signing/test_state.py::test_it_goes_the_ways_that_people_go",
    ),
    Mutant(
        "3: a page that is shown cannot write (SQLite)",
        "petition/core/db.py",
        "'ON' if only_reads else 'OFF'",
        "'OFF'",
        "tests/house/test_access.py::test_it_refuses_to_write_while_a_page_is_shown",
    ),
    Mutant(
        "3: a page that is shown cannot write (PostgreSQL)",
        "petition/core/db.py",
        "ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "ISOLATION LEVEL REPEATABLE READ",
        "tests/house/test_access.py::test_it_refuses_to_write_while_a_page_is_shown",
    ),
    Mutant(
        "3: confirming twice is confirming once",
        "petition/signing/confirm/actions.py",
        "    if endorsement.confirmed_at is not None:\n        return\n",
        "",
        "tests/signing/test_race.py::test_it_confirms_once_when_the_button_is_pressed_many_times",
    ),
    Mutant(
        "3: a button on another site does nothing",
        "petition/core/access.py",
        'if site is not None and site not in ("same-origin", "none"):',
        "if False:",
        "tests/signing/test_confirm.py::test_it_refuses_a_button_on_another_site",
    ),
    Mutant(
        "4: an address gets no more mails than its budget",
        "petition/signing/sign/mail_budget.py",
        "self.last_hour < MAILS_AN_HOUR and",
        "",
        "tests/signing/test_sign.py::test_it_sends_three_mails_an_hour_and_five_in_all",
    ),
    Mutant(
        "4: mails to a stranger are counted whoever asks for them, and stay counted",
        "petition/signing/own/erasure.py",
        "update(OutgoingMail).where(own).values(correspondent=None)",
        "update(OutgoingMail).where(or_(own, second)).values(correspondent=None)",
        "tests/signing/test_forget.py::test_it_mails_a_stranger_no_more_for_signing_and_erasing_again",
    ),
    Mutant(
        "5: initials are not the name",
        "petition/signing/publication.py",
        'return name if visibility == "full" else initials_of(name) or None',
        "return name",
        "tests/signing/test_see_to_ones_own.py::test_it_shows_the_full_name_only_where_that_was_chosen",
    ),
    Mutant(
        "5: the database refuses a name that may not be shown",
        "petition/signing/publication.py",
        'elif state == WITHHELD and endorsement.visibility != "withheld":',
        "elif True:",
        "tests/desk/test_hide.py::test_it_hides_everywhere_and_still_counts",
    ),
    Mutant(
        "5: whoever withdraws is off the list at once",
        "petition/signing/own/actions.py",
        "        endorsement.withdrawn_at = now()\n        publish_endorsement(endorsement)\n",
        "        endorsement.withdrawn_at = None\n        publish_endorsement(endorsement)\n",
        "tests/signing/test_see_to_ones_own.py::test_it_withdraws_and_signs_again",
    ),
    Mutant(
        "2: nobody signs again with what they did not read",
        "petition/signing/own/views/endorsement.py",
        'if request.form.get("seen", mark) != mark:',
        "if False:",
        "tests/signing/test_sign_again.py::test_it_signs_nothing_that_was_not_read",
    ),
    Mutant(
        "5: of initials nothing is found by a part of the name",
        "petition/signing/publication.py",
        'if endorsement.visibility == "full":\n        return search_key(',
        "if True:\n        return search_key(",
        "tests/signing/test_appear.py::test_it_searches_what_is_shown_whatever_the_name",
    ),
    Mutant(
        "5: under an embargo the public sees nothing",
        "petition/statements/models.py",
        "and (self.embargo_until is None or self.embargo_until <= at)",
        "",
        "tests/signing/test_keep_an_embargo.py",
    ),
    Mutant(
        "5: an affiliation stands beside a full name only",
        "petition/signing/publication.py",
        'details.get("affiliation") if in_full else None',
        'details.get("affiliation")',
        "tests/signing/test_see_to_ones_own.py",
    ),
    Mutant(
        "6: a mail that was sent is wiped",
        "petition/mail/actions.py",
        "given_up_at=None, trouble=None, **CLEARED, **WIPED)",
        "given_up_at=None, trouble=None, **CLEARED)",
        "tests/mail/test_deliver.py::test_it_sends_and_wipes",
    ),
    Mutant(
        "6: hashes need a key that is not in the database",
        "petition/core/crypto.py",
        'hmac.digest(key.lookup, message, "sha256")',
        'hmac.digest(b"", message, "sha256")',
        "tests/signing/test_keep_networks_secret.py",
    ),
    Mutant(
        "6: a network is a hash of its prefix, not of the address",
        "petition/core/limits.py",
        "24 if parsed.version == 4 else 64",
        "32 if parsed.version == 4 else 128",
        "tests/core/test_answer.py",
    ),
    Mutant(
        "6: the proxy logs nobody",
        "deploy/nginx.conf",
        "    access_log off;\n    # At no level",
        "    # At no level",
        "tests/deploy/test_write_nothing.py::test_it_writes_nothing_of_who_asks_for_what",
    ),
    Mutant(
        "6: faults are logged without what they were about",
        "petition/__init__.py",
        'app.logger.error("exception in %s", request.endpoint',
        'app.logger.error("exception in %s", request.path',
        "tests/core/test_log.py::test_it_logs_where_it_failed_and_not_with_what",
    ),
    Mutant(
        "7: the audit log is a chain",
        "petition/core/audit.py",
        "        previous.hex(),\n",
        "",
        "tests/core/test_audit.py::test_it_notices_an_entry_that_was_written_anew_and_tied_in_again",
    ),
    Mutant(
        "7: an act that takes two takes two",
        "petition/accounts/joint_acts.py",
        "if one.asked_by == by:",
        "if False:",
        "tests/desk/test_act_together.py::test_it_takes_another_person",
    ),
    Mutant(
        "7: a large removal takes a second person",
        "petition/removals/actions.py",
        "if queries.needs_second_person(removal) and agreed_by in (None, by):",
        "if False:",
        "tests/removals/test_remove.py",
    ),
    Mutant(
        "7: a decision is about what was shown",
        "petition/desk/acts.py",
        "chosen.marks[one.id] == marks.get(one.id) and",
        "",
        "tests/desk/test_decide_together.py",
    ),
    Mutant(
        "7: nobody decides beyond the reach of the role",
        "petition/desk/acts.py",
        "return not places or any(access.admits(place) for place in places)",
        "return True",
        "tests/desk/test_reach_of_acts.py",
    ),
    Mutant(
        "7: a route that says nothing is closed",
        "petition/core/access.py",
        "    if not allowed:\n        abort(404)\n",
        "    if not allowed:\n        return None\n",
        "tests/house/test_access.py::test_it_closes_a_route_that_says_nothing",
    ),
    Mutant(
        "7: only the newest decision is taken back",
        "petition/signing/decide/actions.py",
        "if not held or held[-1].id != decision.id:",
        "if not held:",
        "tests/desk/test_decide_together.py::test_it_takes_back_what_nothing_was_decided_after",
    ),
    Mutant(
        "8: counts come from one snapshot with what has changed since",
        "petition/signing/tallying.py",
        'TallyChange.change.label("n")',
        '(TallyChange.change * 0).label("n")',
        "tests/list/test_count.py::test_it_says_the_same_everywhere_at_each_step",
    ),
    Mutant(
        "9: what was acknowledged is kept until it was acted on",
        "petition/core/db.py",
        'synchronous: str = "FULL"',
        'synchronous: str = "OFF"',
        "tests/signing/test_receive.py::test_it_acknowledges_what_is_on_the_disk",
    ),
    Mutant(
        "9: a claim is held while a mail is being sent",
        "petition/mail/actions.py",
        "return _update_mails(mail_ids).where(is_unsettled(), OutgoingMail.claimed_by == worker)",
        "return _update_mails(mail_ids).where(is_unsettled())",
        "tests/mail/test_deliver.py::test_it_skips_what_somebody_else_took_meanwhile",
    ),
    Mutant(
        "5: people under a text are not named before somebody said that they agreed",
        "petition/signing/decide/founders.py",
        'visibility = "full" if founding.people_shown_at is not None else "withheld"',
        'visibility = "full"',
        "tests/signing/test_enter_founders.py::test_it_names_people_only_when_told_to",
    ),
    Mutant(
        "5: contact data under a text is never part of a name",
        "petition/statements/text/roll/contacts.py",
        "    (MAIL, _take),\n",
        "",
        "tests/statements/test_cases.py",
    ),
)
