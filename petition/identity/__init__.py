"""Who is behind the site and each statement: name, logo, colour, addressee, coordination, contact, imprint."""
