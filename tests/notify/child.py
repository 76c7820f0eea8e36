"""A service process of its own: one tick.

Arguments: folder of the store, file of the index, URL of the target.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive import Archive
from crawler.config import Config
from crawler.reindex import open_current
from crawler.store.files import FileStore
from jobs.notify import Notifier

if __name__ == "__main__":  # worker processes import this module, too
    folder, file, url = sys.argv[1:]
    store = FileStore(Path(folder))
    config = Config.model_validate({"alerts": [{"name": "desk", "targets_env": "DESK_URLS"}]})
    index = open_current(f"sqlite:///{file}", store)
    Notifier(config, {"DESK_URLS": url}, Archive(store), index, lambda: datetime.now(UTC)).tick()
