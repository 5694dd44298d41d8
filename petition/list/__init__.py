"""The published list, the counts, the exports: reads only; and the record of the list that is delivered."""
