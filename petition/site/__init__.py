"""Pages and small files of the whole site: privacy, imprint, robots, sitemap, manifest, icons."""
