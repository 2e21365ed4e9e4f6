"""Reports: runs read from files, summarized, compared, and shown in a page, as text or as JSON."""
