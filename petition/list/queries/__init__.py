"""What is published: the list of signatories and the counts, from the same rows everywhere."""
