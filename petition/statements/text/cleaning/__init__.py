"""What is no text is taken off before a text is read: front matter, comments, tags, pictures, link definitions."""
