"""From what a person typed to the article that is meant."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from crawler import identity
from crawler.attest import CheckedReader, DamagedRecord, Read
from crawler.errors import AmbiguousArticle, UnknownName, UsageError
from crawler.index import ArticleSummary
from crawler.model import Version, VersionRange, called_beside
from jobs.reading.alias_damage import check_alias
from jobs.reading.interleaving import one_course, shown_of
from jobs.reading.opened import OpenedArchive
from jobs.reading.unknown_article import readings, unknown
from jobs.wording import moment

ARTICLE_ID = re.compile(r"[^/\s]+/[0-9a-f]{32}")
_SCHEME = re.compile(r"[A-Za-z]+:/*")
MAX_READINGS = 20


@dataclass(frozen=True, slots=True)
class Found:
    """An article of the archive, with the numbers of its versions, one or more.

    They are read, and checked, when they are asked for. Numbers that this archive never held are
    not among them.
    """

    article: str
    url: str
    """The URL that the article's records carry, as far as the index knows it."""
    numbers: tuple[int, ...]
    reader: CheckedReader
    summary: ArticleSummary | None = None
    """What the index knows of it, where it knows anything."""
    find_joined: Callable[[], tuple["Found", ...]] = field(default=tuple, repr=False, compare=False)
    """Looks up ``joined``, once: few questions need it."""

    @property
    def joined(self) -> tuple["Found", ...]:
        """Return the articles archived under addresses which are this one's by now."""
        return self.find_joined()

    @property
    def whole(self) -> tuple["Found", ...]:
        """Return this article and those joined to it."""
        return (self, *self.joined)

    @property
    def newest(self) -> int:
        """Return the number of the version that stood last: the newest, as people say."""
        return self.numbers[-1]

    @property
    def highest(self) -> int:
        """Return the highest number: of the version that came last, whenever it was captured."""
        return max(self.numbers)

    def called(self, article: str, number: int) -> str:
        """Return what a version is called for short: one of a joined article has its letter."""
        if article == self.article:
            return str(number)
        return called_beside(number, [one.article for one in self.joined].index(article) + 1)

    def in_order(self, numbers: Iterable[int]) -> list[int]:
        """Return numbers of versions, each once, in the order in which those stood."""
        return sorted(set(numbers), key=self.numbers.index)

    def before(self, number: int) -> int | None:
        """Return the number of the version that stood before this one, or None."""
        place = self.numbers.index(number) if number in self.numbers else 0
        return self.numbers[place - 1] if place else None

    def after(self, number: int) -> int | None:
        """Return the number of the version that stood after this one, or None."""
        later = self.numbers[self.numbers.index(number) + 1 :] if number in self.numbers else ()
        return later[0] if later else None

    def upto(self, number: int) -> list[int]:
        """Return the numbers of the versions up to this one, in the order in which they stood."""
        return list(self.numbers[: self.numbers.index(number) + 1])

    def read(self, number: int | None) -> Read:
        """Return the version of this number, or the newest, damaged or not.

        Raises ``UnknownName`` for a number that is not there.
        """
        number = self.newest if number is None else number
        if number not in self.numbers:
            first, last = min(self.numbers), max(self.numbers)
            there = f"only version {first}" if first == last else f"versions {first} to {last}"
            raise UnknownName(
                f"{self.url} has {there}, no version {number}",
                hint=f"`palimpsest history {self.url}` lists them",
            )
        return self.reader.version(self.article, number)

    def version(self, number: int | None) -> Version:
        """Return the version of this number, or the newest.

        Raises as ``read`` does, and ``DamagedRecord`` for a damaged one.
        """
        return self.read(number).sound

    def one(self, wanted: VersionRange) -> Read:
        """Return the one version that is asked for, damaged or not. Raises as ``read`` does."""
        return self.read(wanted.new) if wanted.at is None else self._standing_at(wanted.at)

    def pair(self, wanted: VersionRange) -> tuple[Read, Read]:
        """Return the older and the newer version that are asked for, damaged or not.

        Raises as ``read`` does, and ``UsageError`` where there is nothing before the newer one.
        """
        if wanted.old_at is not None:
            return self._standing_at(wanted.old_at), self.one(wanted)
        if wanted.old is not None:
            return self.read(wanted.old), self.one(wanted)
        newer = self.one(wanted)
        if len(self.numbers) == 1:
            raise UsageError(
                f"{self.url} has only one version so far: there is nothing to compare it with"
            )
        before = self.before(newer.number)
        if before is None:
            raise UsageError(
                f"there is no version before version {newer.number}",
                hint="give --from N too, or leave --to away",
            )
        return self.read(before), newer

    def _standing_at(self, when: datetime) -> Read:
        """Return the version that stood at a time: the newest whose capture is not younger."""
        versions = self.course()
        known = [(one, record) for one in versions if (record := shown_of(one)) is not None]
        standing = [one for one, record in known if record.captured_at <= when]
        if standing:
            return standing[-1]
        if len(known) < len(versions):
            raise DamagedRecord(self.reader.damage)  # it may be one of these
        raise UsageError(
            f"at {moment(when)} nothing was archived yet: {self.url} was first seen "
            f"{moment(known[0][1].captured_at)}"
        )

    def course(self) -> list[Read]:
        """Return the versions of this article and of those joined to it, by time of capture."""
        return one_course([one.all() for one in self.whole])

    def course_upto(self, last: Read) -> list[Read]:
        """Return the versions of ``course`` up to one of them."""
        if not self.joined:
            return self.all(last.number)
        course = self.course()
        places = [(one.article, one.number) for one in course]
        return course[: places.index((last.article, last.number)) + 1]

    def all(self, upto: int | None = None) -> list[Read]:
        """Return the versions up to a number, or all, in order, the damaged ones among them."""
        return self.reader.read(self.article, self.upto(upto or self.newest))


def find(opened: OpenedArchive, text: str) -> Found:
    """Return the article that a text names.

    That is a URL, one without its scheme, a part of one, or ``<host>/<article id>``. Raises
    ``UnknownArticle`` with the nearest URLs of the archive, or ``AmbiguousArticle`` with all that
    fit.
    """
    text = (
        text.encode(errors="replace").decode().strip()
    )  # an argument of bytes that are no UTF-8 names no article
    if not _SCHEME.sub("", text, count=1):
        raise UsageError(f"{text!r} names no article", hint="give its URL, or a part of it")
    article = text
    if not ARTICLE_ID.fullmatch(text):
        article = _by_url(opened, text) or _by_part(opened, text)
    found = _kept(opened, article)
    if found is None:
        raise unknown(opened, text)
    return found


def find_whole(opened: OpenedArchive, url: str) -> Found | None:
    """Return the article that a whole URL names, or None: nothing is guessed from a part of one.

    Raises ``DamagedRecord`` where damage may have kept it from being found.
    """
    article = _by_url(opened, url)
    found = _kept(opened, article) if article is not None else None
    if found is None and opened.reader.damage:
        raise DamagedRecord(opened.reader.damage)
    return found


def _kept(opened: OpenedArchive, article: str) -> Found | None:
    found = _kept_alone(opened, article)
    if found is None:
        return None

    @cache
    def joined() -> tuple[Found, ...]:
        kept = (_kept_alone(opened, one) for one in opened.index.joined_to(article))
        return tuple(filter(None, kept))

    return replace(found, find_joined=joined)


def _kept_alone(opened: OpenedArchive, article: str) -> Found | None:
    numbers = opened.reader.numbers(article)
    if not numbers:
        return None
    summary = opened.index.summary(article)
    url = summary.url if summary and summary.url else article
    return Found(article, url, tuple(numbers), opened.reader, summary)


def locate(opened: OpenedArchive, text: str) -> str:
    """Return the article's id as ``find`` does, but trust a whole id without asking the index.

    Damage may have kept it out of there.
    """
    return text if ARTICLE_ID.fullmatch(text) else find(opened, text).article


def looked_at(opened: OpenedArchive, text: str) -> str:
    """Return the article's id as ``find`` does, also of one that was looked at and never kept."""
    for url in readings(text.strip()):
        belongs = opened.index.article_for(url)
        check_alias(opened, url, belongs or opened.index.led_to(url))
        article = identity.article_of(url)
        if opened.index.summary(article) is not None:
            return belongs or article
    article = text.strip()
    if ARTICLE_ID.fullmatch(article) and opened.index.summary(article) is not None:
        return article
    return find(opened, text).article


def _by_url(opened: OpenedArchive, text: str) -> str | None:
    for url in readings(text):
        article = opened.index.article_for(url)
        led = article or opened.index.led_to(url)
        check_alias(opened, url, led)
        if article is None:
            # check lines know it, though damage may have kept its alias, or all its versions, out
            # of the index
            led = led or identity.article_of(url)
            article = led if opened.reader.numbers(led) else None
        if article is not None:
            return article
    return None


def _by_part(opened: OpenedArchive, text: str) -> str:
    fitting = opened.index.containing(text, MAX_READINGS)
    if len(fitting) > 1:
        several = "several articles" if len(fitting) < MAX_READINGS else "many articles, such as"
        message = f"{text!r} fits {several}:\n" + "\n".join(fitting)
        raise AmbiguousArticle(message, fitting, hint="give the whole URL of one of them")
    article = opened.index.article_for(fitting[0]) if fitting else None
    if article is None:
        raise unknown(opened, text)
    return article
