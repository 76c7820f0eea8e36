"""PDF articles: a document's text as a page, so that all that reads pages reads it too.

The one door of pypdf. It was taken before pdfminer.six: on justified columns that tore no line
apart, where the other's layout analysis did, and it took a half to a tenth of the time.
"""

from crawler.extract.pdf.pdf_page import is_pdf, pdf_tree
from crawler.extract.pdf.pdf_reading import pdf_reading
from crawler.extract.pdf.pdf_text import UnreadablePdf

__all__ = ["UnreadablePdf", "is_pdf", "pdf_reading", "pdf_tree"]
