"""The second factor: codes from an authenticator app, and recovery codes for when it is lost.

Sources: RFC 6238 (TOTP), RFC 4226 (HOTP).
"""

from __future__ import annotations

import secrets

from flask_security.core import UserMixin
from flask_security.recovery_codes import MfRecoveryCodesUtil
from flask_security.totp import Totp
from passlib.totp import TokenError

from petition.core import tokens
from petition.core.db import db
from petition.core.qr_codes import draw_qr_code

# No letter or digit that is taken for another one; 16 of them carry 79 random bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LETTERS, GROUP = 16, 4


class Authenticator(Totp):
    """Codes from an authenticator app; each is accepted once."""

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Whether the code is right now, or was or will be within ``window`` seconds, and is fresh.

        The account is held until the transaction ends: of two that come at once with one code, one is let in.
        """
        lock_account(user)
        kept = totp_secret == user.tf_totp_secret
        last = user.totp_counter if kept else None  # type: ignore[attr-defined]
        try:
            match = self._totp.verify(token, totp_secret, window=window, last_counter=last)
        except TokenError:
            return False
        user.totp_counter = match.counter  # type: ignore[attr-defined]
        return True

    def stored_secret(self, totp_secret: str) -> str:
        """The secret as the column keeps it, which encrypts it itself.

        What travels in the session and waits for its first code is sealed under another key.
        """
        return str(self._totp.from_source(totp_secret).to_json(encrypt=False))

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The address of the secret as a QR code: an SVG element without style attributes."""
        return draw_qr_code(self.get_totp_uri(username, totp))

    def generate_recovery_codes(self, number: int) -> list[str]:
        """Fresh codes such as "k7rm-q2xv-9hdt-wc4e"."""
        return [group_code("".join(secrets.choice(ALPHABET) for _ in range(LETTERS))) for _ in range(number)]


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes of which only hashes are kept: they are shown once, when they are made."""

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        """None: nobody can read them again."""
        return []

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Whether this is one of the codes that are left, however it was typed; the account is held, as above."""
        lock_account(user)
        return recovery_code_hash(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Uses a code up."""
        left = list(user.mf_recovery_codes or [])
        left.remove(recovery_code_hash(code))
        user.mf_recovery_codes = left
        return True

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [recovery_code_hash(code) for code in codes]


def lock_account(user: UserMixin) -> None:
    """Waits for whoever uses a code of this account in the same moment, and reads what that left."""
    db.session.refresh(user, ["tf_totp_secret", "totp_counter", "mf_recovery_codes"], with_for_update=True)


def group_code(code: str) -> str:
    """A code in groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def recovery_code_hash(code: str) -> str:
    """What is kept of a recovery code; 79 random bits need no salt."""
    return tokens.hash_token("".join(letter for letter in code.lower() if letter.isalnum())).hex()
