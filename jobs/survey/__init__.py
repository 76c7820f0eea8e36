"""What a site offers by itself: its feeds, news sitemaps and sections, tried and chosen among.

``site_survey`` says which lists to try and is told what came of them; ``rounds`` has a crawl fetch
them; all else is pure.
"""
