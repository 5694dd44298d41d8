"""Keeping the reasons for rejecting: made, worded, no longer offered, offered again."""

from __future__ import annotations

from collections.abc import Mapping

from petition.core import audit
from petition.core.db import db, now
from petition.signing.models.reasons import Reason, ReasonText


def make_reason(kind: str, label: str, internal: str | None, texts: Mapping[str, str], *, by: int) -> Reason:
    """Offers a new reason for rejecting endorsements of a kind; ``texts`` is what signatories read, by language."""
    reason = Reason(kind=kind, label=label, internal=internal or None, made_at=now(), made_by=by, texts=[])
    _set_texts(reason, texts)
    db.session.add(reason)
    db.session.flush()
    _record_act("make", reason, by, label)
    return reason


def reword_reason(reason: Reason, label: str, internal: str | None, texts: Mapping[str, str], *, by: int) -> None:
    """Words a reason anew. What was sent with it before stays as it was sent."""
    before = _clean_texts(reason.label, reason.internal, {one.language: one.text for one in reason.texts})
    after = _clean_texts(label, internal, texts)
    changed = [name for name in {**before, **after} if (before.get(name) or "") != (after.get(name) or "")]
    if not changed:
        return
    reason.label, reason.internal = label, internal or None
    _set_texts(reason, texts)
    told = (f"{name}: {before.get(name) or '–'} → {after.get(name) or '–'}" for name in changed)
    _record_act("word", reason, by, "\n".join(told))


def retire_reason(reason: Reason, *, by: int) -> None:
    """Offers a reason no longer; again is harmless."""
    if reason.retired_at is None:
        reason.retired_at, reason.retired_by = now(), by
        _record_act("retire", reason, by, reason.label)


def restore_reason(reason: Reason, *, by: int) -> None:
    """Offers a reason again."""
    if reason.retired_at is not None:
        reason.retired_at = reason.retired_by = None
        _record_act("bring-back", reason, by, reason.label)


def _clean_texts(label: str, internal: str | None, texts: Mapping[str, str]) -> dict[str, str]:
    return {"label": label, "note": internal or "", **texts}


def _set_texts(reason: Reason, texts: Mapping[str, str]) -> None:
    kept = {one.language: one for one in reason.texts}
    for language, text in texts.items():
        if language in kept and text:
            kept[language].text = text
        elif text:
            reason.texts.append(ReasonText(language=language, text=text))
    for language in kept.keys() - {language for language, text in texts.items() if text}:
        reason.texts.remove(kept[language])


def _record_act(act: str, reason: Reason, by: int, note: str) -> None:
    audit.append_entry(f"reason.{act}", f"reason {reason.id}", by=f"coordinator {by}", note=note)
