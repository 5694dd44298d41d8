"""Which of the lists in a text are its demands, and how they are numbered."""
