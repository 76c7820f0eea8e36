"""One of many machines that crawl an archive: takes jobs from the queue, in child processes."""
