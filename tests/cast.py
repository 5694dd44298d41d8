"""Who appears in the tests: always the same people, all of them made up."""

from __future__ import annotations

from typing import Any

ALENA: dict[str, Any] = {
    "name": "Алена Прыклад",
    "email": "alena.pryklad@example.org",
    "country": "BY",
    "affiliation": "Настаўніца, Гродна",
    "comment": "",
    "visibility": "full",
    "consent": "y",
}
NOOR: dict[str, Any] = {
    "name": "نور مثال",
    "email": "noor@example.net",
    "country": "TN",
    "visibility": "initials",
    "consent": "y",
}
QUIET: dict[str, Any] = {
    "name": "Withheld Wilma",
    "email": "wilma@example.com",
    "visibility": "withheld",
    "consent": "y",
}
CIRCLE: dict[str, Any] = {
    "organisation": "Lawyers’ Circle North",
    "organisation_latin": "",
    "website": "https://circle-north.example",
    "country": "LT",
    "representative": "Marta Pavyzdė",
    "role": "chair",
    "email": "marta@circle-north.example",
    "authority": "y",
    "show_representative": "y",
    "consent": "y",
}
COURT: dict[str, Any] = {
    "organisation": "Ініцыятыва «Адкрыты суд»",
    "organisation_latin": "Adkryty Sud",
    "website": "adkryty-sud.example",
    "country": "BY",
    "representative": "Ян Прыкладны",
    "role": "сустаршыня",
    "email": "jan@gmail.com",
    "authority": "y",
    "consent": "y",
}
VERA = "vera@coalition.example"
