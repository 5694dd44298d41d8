"""The signatory's own page: see, change, correct, withdraw, sign again, erase."""
