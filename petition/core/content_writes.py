"""What a write to the database means for the pages that everybody may see.

Every table stands in one of three lists, and ``tests/house/test_content.py`` refuses one that stands in none. A table
that nobody listed counts as shown.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache


class Effect(IntEnum):
    """What becomes of pages that are kept, the weightiest last."""

    NONE = 0
    # Something came that was not there: it may be seen some seconds later.
    LATER = 1
    # Something was taken off, or words changed: nobody may be shown what was before.
    AT_ONCE = 2


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# What pages show, and a few people write.
SHOWN = word_set(
    """authority_rule carried_text delivery demand demand_origin destroyed_country destroyed_tally destruction
    discarded_language edition founding goal identity identity_logo identity_text logo organisation organisation_merge
    organisation_name organisation_sort_key reason reason_text removal reservation revision statement switch
    translated_part translation"""
)
# What pages show, and what everybody who signs writes, by triggers above all; or the worker, who sums it up. Where a
# name goes, or a count gets less, the endorsement itself is written beside it.
SHOWN_LATER = word_set(
    """count_history country_change country_tally delivery_change delivery_member delivery_tally hour_count
    listed_individual listed_word momentum signed_language tally tally_change word_backlog"""
)
NOT_SHOWN = word_set(
    """address_change announcement attending audit_entry audit_note backup booth carry_over change_request change_wanted
    consent_wording content_version coordinator coordinator_link coordinator_notice count_check daily_salt
    data_key decision editing endorsement_key erasure_log evidence export_chunk export_file invitation
    invitation_link invitation_list job_run joint_act letter noted_group outgoing_mail own_link passkey preview_link
    rate_limit received_form release removal_match renewal restore_run role_held role_removal signing_trace
    suspicion switch_change threshold"""
)
# An endorsement is judged by the columns that are written: not by these, which no page shows.
ENDORSEMENT = "endorsement"
SEALED_COLUMNS = word_set(
    """address address_key approved_by asked_at authority_declared_at consent_sha256 consented_at country_key details
    held_by hidden_by language links_revoked_at rejected_by signature_key updates_wanted_at visibility"""
)
# Words behind which the table stands that is written.
WRITERS = word_set("INTO UPDATE TRUNCATE COPY")
# Behind UPDATE in "FOR UPDATE OF", "FOR UPDATE SKIP LOCKED", "ON CONFLICT DO UPDATE SET".
NO_TABLES = word_set("of skip nowait set")


@lru_cache(maxsize=2048)
def effect_of(sql: str) -> Effect:
    """What a statement does to the pages; a SELECT, nothing."""
    words = _split_words(sql)
    return max((_effect(words, place) for place in range(len(words))), default=Effect.NONE)


def _split_words(sql: str) -> list[str]:
    for mark, apart in (('"', " "), ("=", " = "), ("(", " ( "), (",", " ")):
        sql = sql.replace(mark, apart)
    return [word for word in sql.split() if word.upper() not in ("TABLE", "ONLY")]


def _effect(words: list[str], place: int) -> Effect:
    verb, table = words[place].upper(), words[place + 1].lower() if place + 1 < len(words) else ""
    is_deleting = verb == "FROM" and place > 0 and words[place - 1].upper() == "DELETE"
    if not table or not (verb in WRITERS or is_deleting) or table in NO_TABLES or table in NOT_SHOWN:
        return Effect.NONE
    if table in SHOWN_LATER:
        return Effect.LATER
    if table != ENDORSEMENT:
        return Effect.AT_ONCE
    # Whoever signs anew is not shown yet. Founding signatories come confirmed; ``founding`` is written beside them.
    return Effect.NONE if verb == "INTO" else _effect_on_endorsement(_written_columns(words[place:]))


def _written_columns(words: list[str]) -> frozenset[str]:
    end = next((place for place, word in enumerate(words) if word.upper() in ("WHERE", "RETURNING")), len(words))
    return frozenset(words[place - 1].lower() for place in range(1, end) if words[place] == "=")


def _effect_on_endorsement(columns: frozenset[str]) -> Effect:
    """Whoever confirms is added, and so is who moves to a newer edition; deleting writes no columns."""
    shown = columns - SEALED_COLUMNS
    if "confirmed_at" in columns or shown == {"edition_id"}:
        return Effect.LATER
    return Effect.AT_ONCE if shown or not columns else Effect.NONE
