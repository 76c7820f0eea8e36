"""What stands between a story's paragraphs and is none: tables, lists, subheads, boxes of facts.

Each builder gives its markup and the lines that readers see. ``WIDGETS`` look much the same, and
are no part of the story.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

Rows = list[list[str]]
Made = tuple[str, list[str]]
"""Markup, and its lines; the cells of a row stand with bars between them."""


@dataclass
class Words:
    """Random words for cells and items."""

    numbers: random.Random
    names: Sequence[str]
    places: Sequence[str]
    things: Sequence[str]

    def name(self) -> str:
        """Return a person's name."""
        return self.numbers.choice(self.names)

    def place(self) -> str:
        """Return a town, a club, a party."""
        return self.numbers.choice(self.places)

    def thing(self) -> str:
        """Return one to four words."""
        return self.numbers.choice(self.things)

    def number(self, most: int = 9000) -> str:
        """Return a number as newsrooms write it."""
        made = self.numbers.randrange(1, most)
        return self.numbers.choice((str(made), f"{made:,}", f"{made / 10:.1f}%", f"{made / 7:.2f}"))

    def small(self) -> str:
        """Return a number below a hundred."""
        return str(self.numbers.randrange(1, 99))

    def day(self) -> str:
        """Return a day."""
        day, month = self.numbers.randrange(1, 29), self.numbers.choice(_MONTHS)
        return self.numbers.choice((f"{day} {month}", f"{month} {day}", f"{day}.{day % 12 + 1}."))

    def time(self) -> str:
        """Return a time of day."""
        hour, minute = self.numbers.randrange(1, 24), self.numbers.choice((0, 15, 30, 45))
        return f"{hour}:{minute:02}"

    def distinct(self, make: Callable[[], str], count: int) -> list[str]:
        """Return that many made texts, none of them twice."""
        found: dict[str, None] = {}
        for _ in range(count * 20):
            found[make()] = None
            if len(found) == count:
                break
        return list(found)


_MONTHS = ("March", "Oct", "Mai", "septembre", "Dec", "Juni", "abril")


def _cells(row: Sequence[str], tag: str = "td", rows: str = "") -> str:
    head = f'<th scope="row">{row[0]}</th>' if rows else f"<{tag}>{row[0]}</{tag}>"
    return "<tr>" + head + "".join(f"<{tag}>{cell}</{tag}>" for cell in row[1:]) + "</tr>"


def _table(rows: Rows, head: Sequence[str] = (), attributes: str = "", *, named: str = "") -> str:
    top = f"<thead>{_cells(head, 'th')}</thead>" if head else ""
    body = "".join(_cells([escape(cell) for cell in row], rows=named) for row in rows)
    return f"<table{attributes}>{top}<tbody>{body}</tbody></table>"


def _lines(*groups: Sequence[Sequence[str]]) -> list[str]:
    return [" | ".join(row) for rows in groups for row in rows if row]


def _count(words: Words) -> int:
    return words.numbers.randrange(3, 9)


def votes(words: Words) -> Made:
    """Return parties, votes and shares, the head in cells like all others."""
    rows = [
        ["Party", "Votes", "Share"],
        *(
            [name, words.number(), f"{words.small()}.{words.small()[-1]}%"]
            for name in words.distinct(words.place, _count(words))
        ),
    ]
    return _table(rows), _lines(rows)


def results(words: Words) -> Made:
    """Return places, names and times below a head."""
    head = ["Rank", "Name", "Time"]
    rows = [
        [str(at + 1), name, f"{words.small()}:{words.small()}"]
        for at, name in enumerate(words.distinct(words.name, _count(words)))
    ]
    return _table(rows, head, ' class="results"'), _lines([head], rows)


def standings(words: Words) -> Made:
    """Return clubs with a link each, and their points."""
    head = ["", "Club", "P", "W", "Pts"]
    names = words.distinct(words.place, _count(words) + 2)
    rows = [
        [str(at + 1), name, *(words.small() for _ in range(3))] for at, name in enumerate(names)
    ]
    made = "".join(
        f'<tr><td>{row[0]}</td><td><a href="/club/{at}">{escape(row[1])}</a></td>'
        + "".join(f"<td>{cell}</td>" for cell in row[2:])
        + "</tr>"
        for at, row in enumerate(rows)
    )
    top = "".join(f"<th>{cell}</th>" for cell in head)
    return (
        f"<table><thead><tr>{top}</tr></thead><tbody>{made}</tbody></table>",
        _lines([head[1:]], rows),
    )


def calendar(words: Words) -> Made:
    """Return days and what happens on them."""
    rows = [[day, words.thing()] for day in words.distinct(words.day, _count(words))]
    return _table(rows, (), ' border="1"'), _lines(rows)


def tour(words: Words) -> Made:
    """Return days, towns and halls, with a link to tickets in some rows."""
    rows = [
        [day, words.place(), words.thing(), words.numbers.choice(("Tickets", "Sold out"))]
        for day in words.distinct(words.day, _count(words))
    ]
    made = "".join(
        "<tr>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[:3])
        + (
            f'<td><a href="https://t.example/{at}">{row[3]}</a></td>'
            if at % 2
            else f"<td>{row[3]}</td>"
        )
        + "</tr>"
        for at, row in enumerate(rows)
    )
    return f'<table class="tour-dates">{made}</table>', _lines(rows)


def prices(words: Words) -> Made:
    """Return products with their old and new prices."""
    rows = [
        [thing, f"€{words.small()}.50", f"€{words.small()}.90"]
        for thing in words.distinct(words.thing, _count(words))
    ]
    head = ["Item", "Before", "Now"]
    return _table(rows, head, ' style="width:100%"'), _lines([head], rows)


def key_facts(words: Words) -> Made:
    """Return labels and values in two columns."""
    rows = [[label, words.number()] for label in words.distinct(words.thing, _count(words))]
    return _table(rows, named="yes"), _lines(rows)


def spanned_rows(words: Words) -> Made:
    """Return a day that spans its rows."""
    made, lines = "", []
    for day in words.distinct(words.day, 3):
        times = words.distinct(words.time, 3)
        rows = [[time, words.thing()] for time in times]
        made += f'<tr><td rowspan="3">{day}</td>' + _cells(rows[0])[4:]
        made += "".join(map(_cells, rows[1:]))
        lines += [[day, *rows[0]], *rows[1:]]
    return f"<table>{made}</table>", _lines(lines)


def spanned_columns(words: Words) -> Made:
    """Return groups, each below a cell that spans the table."""
    made, lines = "", []
    for group in words.distinct(words.place, 2):
        rows = [[name, words.small(), words.small()] for name in words.distinct(words.name, 3)]
        made += f'<tr><td colspan="3"><b>{escape(group)}</b></td></tr>'
        made += "".join(_cells([escape(cell) for cell in row]) for row in rows)
        lines += [[group], *rows]
    return f"<table>{made}</table>", _lines(lines)


def captioned(words: Words) -> Made:
    """Return a table with a caption above and a sum below."""
    title = words.thing()
    rows = [[name, words.number()] for name in words.distinct(words.place, _count(words))]
    body = "".join(_cells([escape(cell) for cell in row]) for row in rows)
    total = ["Total", words.number()]
    return (
        (
            f"<table><caption>{escape(title)}</caption><thead>{_cells(['Place', 'Number'], 'th')}"
            f"</thead><tbody>{body}</tbody><tfoot>{_cells(total)}</tfoot></table>"
        ),
        [title, *_lines([["Place", "Number"]], rows, [total])],
    )


def in_figure(words: Words) -> Made:
    """Return the table of a block editor, in a figure."""
    markup, lines = key_facts(words)
    return f'<figure class="wp-block-table">{markup}</figure>', lines


def in_details(words: Words) -> Made:
    """Return a table that unfolds."""
    markup, lines = results(words)
    title = words.thing()
    return f"<details><summary>{escape(title)}</summary>{markup}</details>", [title, *lines]


def responsive(words: Words) -> Made:
    """Return a table in a box that scrolls."""
    markup, lines = votes(words)
    return f'<div class="table-responsive"><div class="table-wrap">{markup}</div></div>', lines


def by_role(words: Words) -> Made:
    """Return a table of boxes with roles."""
    rows = [["Place", "Yes", "No"]]
    rows += [[name, words.small(), words.small()] for name in words.distinct(words.place, 4)]
    made = "".join(
        '<div role="row">'
        + "".join(
            f'<div role="{"cell" if at else "columnheader"}">{escape(cell)}</div>' for cell in row
        )
        + "</div>"
        for at, row in enumerate(rows)
    )
    return f'<div role="table">{made}</div>', _lines(rows)


def definitions(words: Words) -> Made:
    """Return a definition list of values."""
    rows = [[label, words.number()] for label in words.distinct(words.thing, _count(words))]
    made = "".join(f"<dt>{escape(row[0])}</dt><dd>{escape(row[1])}</dd>" for row in rows)
    return f"<dl>{made}</dl>", _lines(rows)


def in_layout(words: Words) -> Made:
    """Return a table of values within one that only frames it."""
    markup, lines = votes(words)
    return f'<table width="100%"><tr><td align="center">{markup}</td></tr></table>', lines


def by_class(words: Words) -> Made:
    """Return a table of boxes with names."""
    rows = [[day, words.place(), words.thing()] for day in words.distinct(words.day, _count(words))]
    made = "".join(
        '<div class="table-row">'
        + "".join(f'<div class="table-cell">{escape(cell)}</div>' for cell in row)
        + "</div>"
        for row in rows
    )
    return f'<div class="table">{made}</div>', _lines(rows)


def times_told(words: Words) -> Made:
    """Return times and what happened, in a few words each."""
    rows = [
        [time, f"{words.thing()} {words.place()} {words.thing().lower()}."]
        for time in words.distinct(words.time, _count(words))
    ]
    return _table(rows), _lines(rows)


def in_paragraphs(words: Words) -> Made:
    """Return a table whose cells hold paragraphs, as word processors write them."""
    rows = [[name, words.number(), words.small()] for name in words.distinct(words.name, 5)]
    inner = [[f"<p><span>{escape(cell)}</span></p>" for cell in row] for row in rows]
    made = "".join(map(_cells, inner))
    return f'<table class="MsoTableGrid"><tbody>{made}</tbody></table>', _lines(rows)


TABLES: tuple[Callable[[Words], Made], ...] = (
    votes,
    results,
    standings,
    calendar,
    tour,
    prices,
    key_facts,
    spanned_rows,
    spanned_columns,
    captioned,
    in_figure,
    in_details,
    responsive,
    by_role,
    definitions,
    in_layout,
    by_class,
    times_told,
    in_paragraphs,
)


def _list(items: Sequence[str], tag: str = "ul", attributes: str = "") -> str:
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f"<{tag}{attributes}>{inner}</{tag}>"


def names(words: Words) -> Made:
    """Return people with their ages."""
    items = [f"{name}, {words.small()}" for name in words.distinct(words.name, _count(words))]
    return _list(list(map(escape, items))), items


def counts(words: Words) -> Made:
    """Return labels with numbers."""
    items = [f"{label}: {words.small()}" for label in words.distinct(words.thing, _count(words))]
    return _list(list(map(escape, items)), "ul", ' class="wp-block-list"'), items


def ingredients(words: Words) -> Made:
    """Return amounts of things."""
    items = [f"{words.small()} g {thing}" for thing in words.distinct(words.thing, _count(words))]
    return _list(list(map(escape, items)), "ul", ' class="ingredients"'), items


def scores(words: Words) -> Made:
    """Return who played whom."""
    items = [
        f"{name} {words.small()[0]}-{words.small()[0]} {words.place()}"
        for name in words.distinct(words.place, _count(words))
    ]
    return _list(list(map(escape, items)), "ol"), items


def things(words: Words) -> Made:
    """Return things of a word or two, some of them linked."""
    items = words.distinct(words.thing, _count(words))
    made = [
        f'<a href="https://else.example/{at}">{escape(item)}</a> {at}' if at == 1 else escape(item)
        for at, item in enumerate(items)
    ]
    lines = [f"{item} {at}" if at == 1 else item for at, item in enumerate(items)]
    return _list(made), lines


def bold_labels(words: Words) -> Made:
    """Return items that open in bold, in paragraphs of their own."""
    items = [[name, words.thing()] for name in words.distinct(words.name, _count(words))]
    made = [f"<p><strong>{escape(name)}:</strong> {escape(thing)}</p>" for name, thing in items]
    return _list(made), [f"{name}: {thing}" for name, thing in items]


LISTS: tuple[Callable[[Words], Made], ...] = (
    names,
    counts,
    ingredients,
    scores,
    things,
    bold_labels,
)


def facts_box(words: Words) -> Made:
    """Return a box of facts with its heading."""
    title = words.thing()
    items = [f"{label}: {words.number()}" for label in words.distinct(words.thing, 4)]
    kind = words.numbers.choice(("factbox", "infobox", "fact-box box", "facts"))
    inner = f"<h3>{escape(title)}</h3>{_list(list(map(escape, items)))}"
    return f'<div class="{kind}">{inner}</div>', [title, *items]


BOXES: tuple[Callable[[Words], Made], ...] = (facts_box,)


def fixtures(words: Words) -> str:
    """Return a sports desk's box of the next matches."""
    rows = [[words.day(), f"{name} v {words.place()}"] for name in words.distinct(words.place, 4)]
    return f'<div class="widget fixtures"><h3>Fixtures</h3>{_table(rows)}</div>'


def shares(words: Words) -> str:
    """Return a market's box of prices."""
    rows = [[name, words.number(), f"+{words.small()}%"] for name in words.distinct(words.place, 5)]
    return f'<aside class="markets"><h4>Share prices</h4>{_table(rows)}</aside>'


def most_read(words: Words) -> str:
    """Return the most read stories, each linked."""
    items = [
        f'<a href="/s/{at}">{escape(words.thing())} {escape(words.thing())}</a>' for at in range(5)
    ]
    return f'<div class="most-read"><h3>Most read</h3>{_list(items, "ol")}</div>'


def related(words: Words) -> str:
    """Return related links below their heading."""
    items = [f'<a href="/r/{at}">{escape(words.thing())} {words.place()}</a>' for at in range(4)]
    return f"<h3>Related</h3>{_list(items)}"


def menu(words: Words) -> str:
    """Return a menu in a table."""
    made = "".join(
        f'<tr><td><a href="/m/{at}">{escape(words.thing())}</a></td><td>'
        f'<a href="/n/{at}">{escape(words.place())}</a></td></tr>'
        for at in range(4)
    )
    return f"<table>{made}</table>"


def posts(words: Words) -> str:
    """Return comments in a table."""
    rows = [[words.name(), f"{words.thing()}! {words.thing()} {words.place()}?"] for _ in range(4)]
    return f'<div id="comments"><h3>Comments</h3>{_table(rows)}</div>'


def weather(words: Words) -> str:
    """Return the days' weather."""
    rows = [[day, f"{words.small()}°", f"{words.small()}°"] for day in ("Mon", "Tue", "Wed")]
    return f'<div class="sidebar weather"><h4>Weather</h4>{_table(rows)}</div>'


def sharing(words: Words) -> str:
    """Return a list of networks to share on."""
    del words
    return _list(["Facebook", "X", "WhatsApp", "E-mail"], "ul", ' class="share-tools"')


def subjects(words: Words) -> str:
    """Return the story's topics, linked."""
    items = [f'<a href="/t/{at}">{escape(words.thing())}</a>' for at in range(4)]
    return _list(items, "ul", ' class="tags"')


WIDGETS: tuple[Callable[[Words], str], ...] = (
    fixtures,
    shares,
    most_read,
    related,
    menu,
    posts,
    weather,
    sharing,
    subjects,
)

INSIDE: tuple[Callable[[Words], str], ...] = (
    fixtures,
    shares,
    most_read,
    related,
    posts,
    weather,
    sharing,
    subjects,
)
"""Widgets that stand between a story's paragraphs, too."""
