"""Why a file cannot be taken as a logo, in words; by the word in ``LogoImageError``."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

NOT_A_LOGO = {
    "empty": _("Choose a file"),
    "too_large": _("The file is larger than 2 MB. Send a smaller one."),
    "svg": _("SVG files can contain programs, so we do not accept them. Save the logo as PNG or WebP, and send that."),
    "not_a_picture": _("This is not a PNG, JPEG or WebP, whatever its name is. Save the logo as one of these."),
    "too_many_pixels": _("The picture is larger than a logo needs to be. Make it smaller and send it again."),
    "damaged": _("The picture is damaged and cannot be opened. Save it again and send it again."),
    "too_small": _("The picture is too small to be a logo, or empty: at least 32 pixels."),
}
