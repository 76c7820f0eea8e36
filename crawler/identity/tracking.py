"""Query parameters that say where a reader came from and nothing about the page.

A false "tracking" merges two articles, and their histories are spoilt for good; a false
"meaningful" keeps one article twice, and its canonical link mends that. So a name stands here only
if it is not in use for anything else.

Left alone for that reason, though they often track: ``ref``, ``source``, ``src``, ``from``,
``via``, ``partner``, ``cid``, ``sid``, ``tid``, ``xid``, ``mod``, ``s``, ``st``, ``t``, ``f``,
``fm``, ``ico``, ``rss``, ``feature``, ``origin``, ``link``, ``share``, ``gift``. And these ask for
another form or part of the page, which only its canonical link can settle: ``amp``, ``output``,
``print``, ``page``.
"""

import re

_PREFIXES = (
    "utm_", "utm-", "mtm_", "piwik_", "matomo_",  # campaigns: Urchin's scheme, Matomo
    "at_", "lmd_",  # AT Internet; Le Monde's own
    "wt_", "wt.", "ns_", "itm_",  # Webtrends and Webtrekk, comScore, internal campaigns
    "hsa_", "_hs", "__hs", "hscta", "cm_mmc", "cm_sp", "cm_re", "cm_ite",  # HubSpot, Coremetrics
    "bsft_", "vero_", "oly_", "elq", "trk_", "ml_sub", "sfmc_",  # newsletters
    "fb_action_", "__cft__", "__xts__", "__tn__",  # Facebook
    "cx_test", "cx_art", "cx_exp", "cx_click",  # Cxense experiments
    "pinned_post_", "intlink_",  # BBC: position within the page; internal links
    "refresh_ce", "aspsessionid",
)  # fmt: skip

_NAMES = frozenset(
    """
    gclid gclsrc dclid gbraid wbraid gad gad_source gad_campaignid srsltid _ga _gl _gac
    fbclid fbadid fb_source fb_ref mibextid sfnsn msclkid yclid ysclid ymclid _openstat twclid
    ttclid li_fat_id igshid igsh ig_rid epik
    rdt_cid sccid dicbo oborigurl tblci irclickid irgwc cjevent zanpid ranmid raneaid ransiteid
    rb_clickid wickedid gidzl zarsrc
    mc_cid mc_eid mc_tc mkt_tok mkwid ef_id s_kwcid s_cid n_cid sc_cid sc_campaign sc_channel
    sc_lid sc_uid sc_src _ke _kx dm_i
    spmailingid spuserid spjobid spreportid et_rid et_cid ck_subscriber_id _bhlid
    nr_email_referer bxid cndid hasha hashb hashc
    pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_vid pk_cpn
    ga_source ga_medium ga_term ga_content ga_campaign ga_place
    xtor xtref xtcr xts xtmc xtnp xtloc ocid cvid cmp cmpid cmp_id cmpgn campaign_id intcmp dcmp
    icid intcid ncid ito iref hpt ftag
    mbid maca fsrc srnd sref leadsource taid tpcc smid smtyp smvar smprod emc regi_id itid
    wpisrc wpmm wpsrc
    guccounter guce_referrer guce_referrer_sig soc_src soc_trk tsrc .tsrc
    spm scm isappinstalled adtag wfr wprov hss_channel trackingid traffic_source __source
    __twitter_impression
    sara_ecid sara_ref gepc wtmc wtrid wtzmc ssm id_externo_rsoc event_log li_source li_medium
    mkcid feedtype feedname link_location sthisfb
    ref_ ref_src ref_url referrer referer reflink
    unlocked_article_code pwapi_token accesstoken sharetoken share_token sharetype
    amp_js_v amp_gsa usqp _branch_match_id _branch_referrer
    jsessionid phpsessid sessionid cfid cftoken
    """.split()  # noqa: SIM905  # a table of words
)

_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)


def is_tracking(name: str) -> bool:
    """Return whether a parameter can be dropped without asking for another page.

    ``name`` is in its normal form. A name that was escaped for HTML once too often
    (``amp;utm_source``) counts as the name that was meant.
    """
    plain = name.lower()
    while plain.startswith("amp;"):
        plain = plain[4:]
    return plain in _NAMES or plain.startswith(_PREFIXES)


def without_session(path: str) -> str:
    """Return the path without session ids in the style of Java servlets.

    Such as ``/story;jsessionid=1A2B``.
    """
    return _SESSION.sub("", path)
