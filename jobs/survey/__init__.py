"""What a site offers by itself: its feeds, news sitemaps and sections, tried and chosen among.

Nothing here fetches: ``site_survey`` says which lists to try, and is told what came of them.
"""
