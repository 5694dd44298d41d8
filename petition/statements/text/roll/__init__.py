"""Who signed a text: the parts that list names, and what each line in them says."""
