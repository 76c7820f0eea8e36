"""What stands beside the text of a story: captions, links, quoted posts.

All is read from the one parsed tree and the decisions on its blocks.
"""

from crawler.extract.attachments.page_attachments import attachments

__all__ = ["attachments"]
