"""Made pages: a short story, and what other people or other subjects put around it."""

# ruff: noqa: E501, ISC004, RUF001  # texts a line each, in their own signs

STORY = (
    "The ferry to Orrin was taken out of service on Monday after inspectors found cracks in its"
    " hull, the harbour office said.",
    "Passengers were carried by two fishing boats until the evening. About ninety people waited on"
    " the quay, among them a school class on its way to the museum.",
    "“We were told to expect a delay of an hour,” said Britta Holm, a teacher. “In the end it was"
    " six, and nobody brought so much as a cup of tea.”",
    "The company that runs the line said that a replacement will arrive on Thursday. It will carry"
    " no cars until the ramp has been tested.",
)
REST = (
    "The hull was last examined four years ago in the yard at Senn. The yard's report, seen by"
    " this newspaper, mentions rust at the stern but no cracks.",
    "A spokeswoman for the regional council said that the contract with the company ends next"
    " spring and that three others have asked for the papers.",
)
READERS = {
    "heron77": "If they had listened to the crew two winters ago there would be no cracks, everybody"
    " on the quay knew about the stern.",
    "Ole from Senn": "My daughter was in that class and came home at nine in the evening, cold and"
    " hungry, thanks for nothing.",
    "K. Brandt": "It is easy to complain, harder to find someone who runs a ferry in January for"
    " this little money.",
    "mari": "Ninety people, two boats, six hours: somebody should do that sum for the council before"
    " the spring.",
    "the other Jens": "I asked for my money back and was told to write a letter. I have written"
    " three of them since.",
}
NEWS = (
    "A lamp factory in Senn shut its doors after ninety years, and its workers were offered places"
    " in Orrin.",
    "The price of copper rose for the sixth week in a row as the mine at Halvik stayed closed after"
    " the fire.",
    "A new bank opened in the old post office; its first customer was a goat farmer from the"
    " northern hills.",
    "The chain of bakeries known for its blue vans will close eleven of its shops before the end of"
    " summer.",
    "Shares in the shipping line fell by a tenth after it told investors that two vessels were lost"
    " in ice.",
)


def page(
    story: tuple[str, ...] = STORY,
    *,
    above: str = "",
    within: str = "",
    below: str = "",
    title: str = "Ferry to Orrin out of service",
    meaning: bool = False,
    head: str = "",
) -> str:
    """Return a page of one story; ``meaning`` gives its boxes names that tell what they hold."""
    box, inner = ("article", "div class=entry-content") if meaning else ("div class=x1", "div")
    half = len(story) // 2
    first, last = ("".join(f"<p>{p}</p>" for p in part) for part in (story[:half], story[half:]))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
        f"<meta property='og:type' content='article'>{head}</head><body>"
        f"<div id=top><a href=/>Front page</a></div><div id=w><{box}><h1>{title}</h1>{above}"
        f"<{inner}>{first}{within}{last}</div></{box.split()[0]}>{below}</div>"
        "<div id=r><a href=/a>x</a></div></body></html>"
    )


def comments(form: str) -> str:
    """Return the readers' comments, each in a form with its name, text, numbers and parity."""
    return "".join(
        form.format(n=name, t=text, i=1000 + 7 * at, h=at + 2, d=at + 3, p=("even", "odd")[at % 2])
        for at, (name, text) in enumerate(READERS.items())
    )


def entries(form: str) -> str:
    """Return the other news, each in a form with its text, number, hour and minute."""
    return "".join(
        form.format(n=at + 1, t=text, h=14 - at // 2, m=10 + at * 7, all=len(NEWS))
        for at, text in enumerate(NEWS)
    )


COMMENTS = {
    "list with reply": "<h3>Comments (5)</h3><ul>"
    + comments("<li><b>{n}</b> <i>{h} hours ago</i><p>{t}</p><a href=#>Reply</a></li>")
    + "</ul>",
    "no heading": comments("<div><div>{n}, 1{d} March 2026 at 14:2{h}</div><div>{t}</div></div>"),
    "WordPress": "<div id=comments><h2>5 thoughts on “Ferry to Orrin”</h2><ol class=commentlist>"
    + comments(
        "<li id=comment-{i} class='comment {p} thread-{p} depth-1'><b class=fn>{n}</b>"
        "<div class=comment-content><p>{t}</p></div></li>"
    )
    + "</ol><div id=respond><p>Your email address will not be published.</p></div></div>",
    "name and date below": "<h4>What our readers say</h4>"
    + comments("<div class=q><p>{t}</p><small>by {n} on 1{d}.03.2026, 12:3{h}</small></div>"),
    "paragraphs with names": "<h3>5 comments</h3>" + comments("<p><b>{n}:</b> {t}</p>"),
    "name says": "<p>Comments:</p>" + comments("<p><b>{n}</b> says:</p><p>{t}</p>"),
    "name in a heading": "<h3>Reader comments</h3>" + comments("<h5>{n}</h5><p>{t}</p>"),
    "definitions": "<h3>Comments</h3><dl>" + comments("<dt>{n}</dt><dd>{t}</dd>") + "</dl>",
    "table": "<h3>Your comments</h3><table>"
    + comments("<tr><td>{n}</td><td>{t}</td></tr>")
    + "</table>",
    "table of a forum": "<table>"
    + comments("<tr><td>{n}<br>1{d}/03/2026 12:3{h}</td><td>{t}</td></tr>")
    + "</table>",
    "line breaks": "<h3>Comments</h3><div>" + comments("<b>{n}</b>: {t}<br><br>") + "</div>",
    "quotations": "<h3>Discussion</h3>"
    + comments("<blockquote><p>{t}</p><cite>{n}, {h} hours ago</cite></blockquote>"),
    "microdata": comments(
        "<div itemscope itemtype='https://schema.org/Comment'><b>{n}</b><p>{t}</p></div>"
    ),
    "texts alone": "<h3>Comments</h3><ul>" + comments("<li>{t}</li>") + "</ul>",
    "counted": "<div><h3>5 comments</h3>" + comments("<div class=k><p>{t}</p></div>") + "</div>",
    "behind a form": "<form><p>Comments are moderated. Offensive remarks will be deleted by the"
    " editors.</p></form>"
    + comments("<div class=u><span>{n}</span> <i>{h} h ago</i><p>{t}</p></div>"),
    "French, answers alone": comments(
        "<div class=m><div>{n}</div><p>{t}</p><a href=#>Répondre</a></div>"
    ),
    "Spanish, with its rules": "<h2>Comentar</h2><ul><li>El contenido de los comentarios es la"
    " opinión de los usuarios y no de este periódico.</li></ul><p>Recuerde que usted es responsable"
    " de todo lo que escribe en este foro.</p><div>"
    + comments("<div class=b><p><b>{n}</b><br>Hace {h} minutos</p><div><p>{t}</p></div></div>")
    + "</div>",
    "German": "<h3>Leserkommentare</h3>"
    + comments("<div class=m><p><b>{n}</b> schrieb am 1{d}.03.2026:</p><p>{t}</p></div>"),
    "Russian": "<h3>Комментарии (5)</h3>"
    + comments("<div class=m><b>{n}</b> <i>{h} часа назад</i><p>{t}</p></div>"),
    "Japanese": "<h3>コメント（5件）</h3>"
    + comments("<div class=m><b>{n}</b> <i>{h}時間前</i><p>{t}</p><a href=#>返信</a></div>"),
    "Arabic": "<h3>التعليقات</h3>"
    + comments("<div class=m><b>{n}</b> <i>منذ {h} ساعات</i><p>{t}</p></div>"),
    "Chinese": comments("<div class=m><b>{n}</b> <i>2026-03-1{d}</i><p>{t}</p></div>"),
}
GALLERIES = {
    "numbers": "<div><h3>The week in pictures</h3>"
    + entries("<div class=q2><p>{n}/{all}</p><p>{t}</p></div>")
    + "</div>",
    "numbers between": "<div>" + entries("<p>{n} of {all}</p><p>{t}</p>") + "</div>",
    "numbers below": "<div>"
    + entries("<div class=s><img src=x.jpg><div>{t}</div><div>{n} of {all}</div></div>")
    + "</div>",
    "numbers in German": "<div>"
    + entries("<div class=b><div>Foto {n} von {all}</div><div>{t}</div></div>")
    + "</div>",
    "figures": "<div class=photo-gallery>"
    + entries("<figure><img src=x.jpg><figcaption>{t}</figcaption></figure>")
    + "</div>",
}
STREAMS = {
    "linked times": "<div><a href=/direct/>Direct</a><ul>"
    + entries("<li class=i><a href=/direct/{n}/>{h}:{m}</a><div><p>{t}</p></div></li>")
    + "</ul></div>",
    "headlines": "<div>"
    + entries("<div class=n><i>{h}:{m}</i><h4><a href=/n/{n}>Town {n}</a></h4><p>{t}</p></div>")
    + "</div>",
    "told from now": "<section><h2>Latest</h2>"
    + entries("<article><div><a href=/n/{n}>{m} minutes ago</a></div><p>{t}</p></article>")
    + "</section>",
}
