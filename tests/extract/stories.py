"""Invented stories for pages made in tests."""

# a story's paragraph is one line

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """A story as its writer handed it in."""

    title: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    modified: str
    paragraphs: tuple[str, ...]
    language: str = "en"


FERRY = Story(
    title="Harbour town votes to keep its last night ferry",
    authors=("Marit Oldenkamp", "Teo Vassilakis"),
    publisher="The Saltmarsh Courier",
    published="2026-03-04T07:15:00Z",
    modified="2026-03-04T11:40:00Z",
    paragraphs=(
        (
            "Residents of Brackwater voted by a wide margin on Tuesday to keep the night "
            "ferry across the sound, ending a quarrel that had split the harbour town for "
            "most of the winter."
        ),
        (
            "The council counted 4,112 ballots for the ferry and 1,930 against it, a "
            "turnout that surprised even those who had knocked on doors through two weeks "
            "of sleet."
        ),
        (
            "“We asked people what they would miss, and they told us,” said Ottoline "
            "Brask, who runs the chandlery on the quay and led the campaign."
        ),
        (
            "The operator, Sound Crossings, had said in November that it would end the "
            "sailing at 11:40 p.m. because it lost about 2,300 crowns a night."
        ),
        (
            "Under the plan that voters approved, the town will pay half of that loss for "
            "three years. The rest comes from a higher fare for cars."
        ),
        (
            "Nurses at the hospital on the far shore were among the loudest voices. "
            "Without the boat, a shift that ends at eleven means a drive of ninety minutes "
            "around the inlet."
        ),
        (
            "Not everyone cheered. Councillor Henk Audley called the result “a subsidy for "
            "nostalgia” and said that he would ask for yearly figures."
        ),
        "The first sailing under the new contract is planned for April 6.",
        "This is a developing news story. More information will be added as it becomes available.",
    ),
)
MUSEUM = Story(
    title="A clock that ran backwards goes on show after a century in a cellar",
    authors=("Ilse Quandt",),
    publisher="Hillview Register",
    published="2026-05-19T09:00:00Z",
    modified="2026-05-20T16:05:00Z",
    paragraphs=(
        (
            "For a hundred and four years it stood behind a coal bin, face to the wall. On "
            "Saturday the backward clock of Hillview will be wound in public for the first "
            "time since 1922."
        ),
        (
            "Its maker, a glazier named Anselm Rohde, built it after losing a bet, the "
            "town's archive says. Its hands turn to the left, and its numbers run the "
            "other way round."
        ),
        "Why it vanished is less clear.",
        (
            "One account holds that the station master had it removed because travellers "
            "missed their trains. Another blames a fire in the waiting room that spared "
            "the movement but blackened the case."
        ),
        (
            "Restorers at the town museum spent fourteen months on the work. They replaced "
            "two wheels, cleaned eleven coats of varnish from the oak and left one scorch "
            "mark where it was."
        ),
        (
            "“You do not repair a story out of an object,” said Paula Winterhagen, who led "
            "the team. “You make it able to tell the story again.”"
        ),
        "The museum expects some 6,000 visitors over the summer, twice its usual number.",
        (
            "Entry is free on the opening day. From Sunday a ticket costs seven crowns, "
            "and children under twelve pay nothing."
        ),
    ),
)
RIVER = Story(
    title="Engineers reopen the Tarn lock two weeks early",
    authors=("Bram Osei",),
    publisher="Northern Dispatch",
    published="2026-09-11T05:30:00Z",
    modified="2026-09-11T05:30:00Z",
    paragraphs=(
        (
            "Barges moved through the Tarn lock again on Friday morning, two weeks before "
            "the date that the river authority had set after a gate failed in July."
        ),
        (
            "The first to pass was the Wilhelmine, carrying 800 tonnes of gravel for the "
            "new bridge at Oster Ferry. Her skipper, Jonna Lind, had waited since "
            "Wednesday."
        ),
        "“I played a great deal of solitaire,” she said.",
        (
            "The authority said that divers had found less damage than feared. A hinge pin "
            "had sheared, but the sill beneath it was sound."
        ),
        (
            "Forty-one vessels were tied up on both sides at the worst moment. Freight "
            "companies put their losses at 1.7 million crowns, a figure that the authority "
            "disputes."
        ),
        (
            "A second gate of the same age will be inspected in October. Until then, "
            "passages are limited to daylight, and convoys to four vessels."
        ),
        "The lock was built in 1958 and handles about a fifth of the river's freight.",
    ),
)
ORCHARD = Story(
    title="Village school teaches fractions with four hundred apple trees",
    authors=("Femke Adeyemi",),
    publisher="The Lowland Post",
    published="2026-10-02T10:20:00Z",
    modified="2026-10-03T08:00:00Z",
    paragraphs=(
        (
            "At the school in Kessel Heath, a third of an orchard is not a drawing on the "
            "board. It is a walk of ten minutes, a tape measure and, in October, a crate "
            "of fruit."
        ),
        (
            "The village gave its school the abandoned orchard four years ago on one "
            "condition: that every class uses it at least once a week. Most do so more "
            "often."
        ),
        (
            "Pupils count blossoms in spring and estimate the harvest. In autumn they "
            "weigh it, and see how wrong they were."
        ),
        (
            "“Last year my group was off by nine hundred kilos,” said Noor, who is ten. "
            "“We forgot the starlings.”"
        ),
        (
            "Test results have risen since the project began, though the head teacher, "
            "Casimir Bleek, warns against drawing conclusions from thirty-eight children."
        ),
        (
            "A study by the regional college is under way and will compare six schools "
            "over five years."
        ),
        "What the children do not eat is pressed. The juice pays for the ladders.",
        "Two neighbouring villages have asked for advice, and one has already found its trees.",
    ),
)
STORIES = (FERRY, MUSEUM, RIVER, ORCHARD)
