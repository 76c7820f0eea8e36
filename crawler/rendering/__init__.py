"""Pages that scripts build.

A browser runs them, and what then stands in the document is what gets extracted.

1. The page itself is fetched as every page is, by Scrapy: address guard, robots.txt, delays,
   retries, redirects, limits, exact bytes kept.
2. ``middleware`` takes that answer, once all is over with it, and has it rendered where its source
   asks for that.
3. ``page_session`` hands the answer to the browser in place of a request for the page, and says
   what the page may load besides.
4. ``relay`` is the browser's only way out: a proxy on loopback that resolves names and connects as
   the guard allows.
5. ``browser`` is the door of scrapy-playwright and Playwright. Nothing imports it by name: a run
   without such a source needs neither.

``availability`` looks for the extra and for a Chromium on this machine.
"""
