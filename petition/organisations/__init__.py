"""The register of organisations: names, likely duplicates, merging, logos."""
