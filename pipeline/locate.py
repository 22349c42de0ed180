"""`Filing` → a `Block` for each financial statement that it prints.

In: the documents of a filing. Out: stretches of lines under a statement's title, cut into cells.
What the lines say is for `extract` to know; covers are read by `read.cover`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from pipeline import codes
from pipeline.grid import make_grid
from pipeline.letterspaced import join_letters
from pipeline.model import Block, Cut, Document, Filing, Finding, Grid, Source, StatementKind
from pipeline.own_set import choose_own
from pipeline.sides import find_sides, part_sides

MAX_STATEMENT_LINES = 400
"""A statement over three pages of 66 lines stays well below this."""

FEWEST_CAPTIONS = 3
"""No statement of the corpora has fewer captions with amounts."""

FEWEST_WORDS = 12
"""Fewer words after a statement's last row are a page number and a remark: the text ends there."""

LONGEST_TITLE = 400
"""A longer line is no title, whatever it says; a bound keeps hostile lines cheap."""

_PHRASES = (
    (
        StatementKind.COMPREHENSIVE_INCOME,
        r"(?:statements?|schedules?)\s+of\s+(?:other\s+)?comprehensive\s+(?:income|loss|earnings|\(loss\))",
    ),
    (
        StatementKind.CASH_FLOW,
        r"statements?\s+of\s+(?:changes\s+in\s+)?cash\s*flows?|cash\s*flows?\s+statements?"
        r"|statements?\s+of\s+(?:cash\s+receipts\s+and\s+(?:cash\s+)?disbursements|sources?\s+and\s+uses?\s+of\s+cash)"
        r"|statements?\s+of\s+changes\s+in\s+financial\s+position",
    ),
    (
        StatementKind.EQUITY,
        r"statements?\s+of\s+(?:changes?\s+in\s+)?(?:common\s+|total\s+)?"
        r"(?:(?:redeemable|convertible|mezzanine|temporary)\s+(?:[\w-]+,?\s+){1,6}?and\s+)?"
        r"(?:(?:stock|share|share-?\s?own|stock-?\s?own)[a-z]*['’]?s?['’]?\s*|(?:owners|members|partners)['’]?\s*)?"
        r"(?:\((?:deficit|deficiency)\)\s*)?(?:equity|capital|deficit|deficiency|investment)"
        r"|statements?\s+of\s+(?:changes?\s+in\s+)?trust\s+corpus"
        r"|statements?\s+of\s+(?:retained|reinvested|accumulated)\s+(?:earnings|deficit)"
        r"|statements?\s+of\s+(?:changes?\s+in\s+)?(?:common|capital)\s+(?:stock|shares)\b"
        r"|statements?\s+of\s+(?:earnings|income)\s+(?:reinvested|retained|employed)"
        r"|(?:stock|share)(?:holder|owner)s?['’]?s?['’]?\s+equity\s+statements?",
    ),
    (
        StatementKind.BALANCE_SHEET,
        r"balance\s+sheets?|statements?\s+of\s+(?:financial\s+)?(?:position|condition)"
        r"|statements?\s+of\s+assets(?:\s+and|,)\s+liabilities|statements?\s+of\s+net\s+assets\s+in\s+liquidation",
    ),
    (
        StatementKind.INCOME_STATEMENT,
        r"statements?\s+of\s+(?:(?:results\s+of\s+)?operations?|income|earnings|loss(?:es)?|net\s+(?:income|loss|earnings)"
        r"|profit\s+(?:and|or|&)\s+loss|revenues?\s+and\s+expenses|revenues?\s+and\s+patronage\s+capital"
        r"|distributable\s+income"
        r"|(?:income|earnings)\s*\(loss\)|\(loss\)|consolidated\s+(?:income|operations|earnings))"
        r"|(?:income|earnings|operating|profit\s+and\s+loss)\s+statements?",
    ),
)
_CONSOLIDATED = (
    r"(?:consolidated|condensed|combined|consolidating|summarized|interim|comparative|unaudited|supplemental|company"
    r"|corporation|the|statutory|audited)"
)
_TITLE_WORDS = re.compile(
    rf"""[\W\d_]*
    (?:(?:item|part|exhibit|table|schedule|page|f)\s*[-\divx.:()]+\s*)?
    (?P<before>(?:[\w.&'’,()/–—-]+\s+){{0,9}}?)
    (?P<phrase>{"|".join(f"(?P<{kind.name}>{words})" for kind, words in _PHRASES)})
    (?P<after>.*)""".replace("statements?\\s+of\\s+", rf"statements?\s+of\s+(?:{_CONSOLIDATED}\s+){{0,2}}"),
    re.I | re.X,
)
_TITLE_NOUNS = ("sheet", "statement", "s h e e t", "s t a t e m e n t")
"""Every title holds one of these; plain text search finds them at memory speed."""
_BEFORE_WORDS = re.compile(
    rf"(?:{_CONSOLIDATED}|and|of|inc\.?,?|corp\.?|co\.?|subsidiaries|subsidiary|companies|ltd\.?|\(.*?\)|[-–—,:.]"
    r"|parent|only|pro|forma)",
    re.I,
)
_AFTER_WORDS = re.compile(
    r"""\s*(?:[-–—:,.*|()\[\]/&;$]|(?:unaudited|continued|cont(?:inued|'?d|\.)?|concluded|condensed|consolidated|audited
    |restated|parenthetical|and|of|for|the|in|as|at|to|statements?|comprehensive|other|retained|accumulated|reinvested
    |earnings|income|operations?|loss(?:es)?|deficit|equity|share-?\s?(?:holder|owner)s?['’]?s?|stockholders?['’]?s?|changes
    |assets|liabilities|capital|position|data|years?|three|six|nine|twelve|months?|quarters?|weeks?|ended|ending
    |periods?|fiscal|thirteen|twenty-six|thirty-nine|fifty-two|fifty-three|(?:jan|feb|mar|apr|aug|sep|oct|nov|dec)[a-z]*
    |may|june?|july?|\d[\d,/]*|thousands?|millions?|dollars|except|per|share|amounts?|cash|flows?|method|indirect|direct
    |classified|investment|summary|deficiency|par|values?|shares|number|redeemable|non-?controlling|minority|interests?
    |partners['’]?|members['’]?|treasury|stock|surplus|paid-in|use|business|trust|corpus|increase|decrease|equivalents|expenses?)(?![a-z0-9]))""",
    re.I | re.X,
)
_IN_WHAT = re.compile(
    r"\([^()]*\b(?:thousands|millions|dollars|pesos|euros|yen|francs|unaudited|except)\b[^()]*\)", re.I
)
"""What a title says of its amounts in parentheses, whatever the words."""
_NOTES = re.compile(
    r"^\W*(?:(?:selected\s+|condensed\s+|summary\s+of\s+)?notes?\s+to\s+(?:the\s+)?"
    r"(?:unaudited\s+|condensed\s+|consolidated\s+|interim\s+|combined\s+)*(?:financial\s+)?statements?"
    r"|report\s+of\s+independent|independent\s+auditors|item\s{1,4}[2-9]\b(?!,?\d|.*(?:financial\s+statements|\bcontinued))(?=\.?[a-c]?\.?\s*$|.*[A-Za-z]{3})"
    r"|part\s+ii\b|management['’]s\s+(?:discussion|analysis)|summary\s+of\s+(?:significant\s+)?accounting"
    r"|note\s+(?:1|a|one)\b[\s:.-])",
    re.I,
)
_HEADING_OF_NOTES = re.compile(
    r"\W*notes\s+to\s+(?:the\s+)?(?:unaudited\s+|condensed\s+|consolidated\s+|interim\s+)*financial\s+statements\W*"
    r"(?:[\[(]?\W*(?:continued|unaudited|cont(?:'d)?)\W*)*",
    re.I,
)
_AMOUNT_LINE = re.compile(r"(?:[\d.%]|-0-|\s\$?[\d,.]+-|\s--?|\d\s?\)|[\d.]{3}>|\s(?:nil|n/[am]))\*{0,2}\s*$", re.I)
_MONEY_WORD = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d*\.\d+)-?")
_CONTINUED = re.compile(r"\b(?:cont(?:inued|'?d)?|concluded)\b", re.I)
_NUMBER_WORD = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d*\.\d+|\d+)|-{1,3}|-0-")
_BRACKETS = str.maketrans("$()<>%", "      ")
_PROSE = re.compile(r"(?<![a-z])[a-z]{2,}(?:[\s,;]+\(?[A-Za-z'’-]+[),.;]?){8,}")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*[F\d-]*\s*$|\s{3,}(?:F-?)?\d{1,3}(?:\s*-\s*(?:F-?)?\d{1,3})?\s*$")


@dataclass(frozen=True, slots=True)
class _Title:
    kind: StatementKind
    text: str
    line: int
    """Index into the document's lines."""


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines of a document, the same in lower case as one text, and where in it each begins."""

    lines: Sequence[str]
    whole: str
    starts: Sequence[int]

    def lines_with(self, words: Iterable[str]) -> list[int]:
        """The indexes of the lines that hold one of some words."""
        return sorted({bisect_right(self.starts, at) - 1 for word in words for at in _places(self.whole, word)})


def locate(filing: Filing) -> tuple[list[Block], list[Finding]]:
    """Find every statement that the filing's own documents print, in their order."""
    blocks: list[Block] = []
    notes: list[int] = []
    for document in filing.documents:
        if _may_hold_statements(document):
            text = _make_text(document.lines)
            blocks.extend(_locate_in(document, text, filing.source.path))
            notes += [document.first_line + index for index in _headings_of_notes(text)]
    own, others = choose_own(blocks, notes)
    if own:
        return own, [_left_aside(block) for block in others]
    message = "no balance sheet, income statement or cash flow statement was found under a title of its own"
    return [], [Finding(codes.LOCATE_NO_STATEMENT, message, filing.source)]


def _make_text(lines: Sequence[str]) -> _Text:
    lowered = [line.lower() for line in lines]  # which may be longer: "İ" becomes two characters
    return _Text(lines, "\n".join(lowered), list(accumulate((len(line) + 1 for line in lowered), initial=0)))


def _headings_of_notes(text: _Text) -> list[int]:
    """The lines at which notes begin: what is printed below them belongs to no statement above."""
    near = text.lines_with(("notes",))
    return [i for i in near if len(line := text.lines[i]) <= LONGEST_TITLE and _HEADING_OF_NOTES.fullmatch(line)]


def _left_aside(block: Block) -> Finding:
    message = (
        f"'{block.title}' is not among the filer's own statements (a segment's, a parent's, pro forma): left aside"
    )
    return Finding(codes.LOCATE_OTHER_SET, message, block.source)


def _may_hold_statements(document: Document) -> bool:
    """The main document and the annual report to shareholders; never the schedule (EX-27) or other exhibits."""
    return not document.type.startswith("EX-") or document.type.startswith(("EX-13", "EX-99"))


def _locate_in(document: Document, text: _Text, path: str) -> list[Block]:
    titles = _find_titles(text)
    cuts = document.layout.cuts if document.layout else ()
    blocks: list[Block] = []
    for index, title in enumerate(titles):
        following = titles[index + 1].line if index + 1 < len(titles) else len(document.lines)
        end = _find_end(document.lines, title.line + 1, min(following, title.line + MAX_STATEMENT_LINES))
        goes_on = _CONTINUED.search(title.text) and title.kind in {block.kind for block in blocks[-1:]}
        fewest = 1 if goes_on or _ends_in(document.lines, end) else FEWEST_CAPTIONS
        if not _has_amounts(document.lines[title.line : end], fewest):
            continue
        first = document.first_line + title.line
        place = Source(path, first, 0, len(document.lines[title.line]))
        for grid in _grids(title, document.lines[title.line : end], place, cuts[title.line : end]):
            blocks.append(Block(title.kind, title.text, grid, place))
    return blocks


def _grids(
    title: _Title, lines: Sequence[str], place: Source, cuts: Sequence[tuple[Cut, ...] | None]
) -> tuple[Grid, ...]:
    """The cells of a statement's lines; of a balance sheet that prints its sides beside each other, those of each."""
    if title.kind is StatementKind.BALANCE_SHEET and not any(cuts) and (gutter := find_sides(lines)):
        return part_sides(lines, place.line, place.path, gutter)
    return (make_grid(lines, place.line, place.path, cuts),)


def _find_titles(text: _Text) -> list[_Title]:
    titles = []
    for index in text.lines_with(_TITLE_NOUNS):
        if len(text.lines[index]) > LONGEST_TITLE or _is_in_prose(text.lines, index):
            continue
        line = join_letters(text.lines[index])
        below = join_letters("".join(text.lines[index + 1 : index + 2])[: LONGEST_TITLE + 1].strip())
        for words in (line, f"{line.rstrip()} {below}" if 0 < len(below) <= LONGEST_TITLE else ""):
            if kind := parse_title(words):
                titles.append(_Title(kind, " ".join(words.split()).strip("|*_ "), index))
                break
    return titles


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + len(word))


def parse_title(line: str) -> StatementKind | None:
    """The kind of statement whose title a line is, or None if it is no title.

    >>> parse_title("     Condensed Consolidated Statements of Operations and Comprehensive Income")
    <StatementKind.INCOME_STATEMENT: 'income_statement'>
    >>> parse_title("CONSOLIDATED BALANCE SHEETS       THE COCA-COLA COMPANY AND SUBSIDIARIES")
    <StatementKind.BALANCE_SHEET: 'balance_sheet'>
    >>> parse_title("  Condensed Consolidated Balance Sheet - June 30, 1994      2 - 3") is None
    True
    >>> parse_title("STOCKHOLDERS' EQUITY STATEMENTS"), parse_title("Consolidated Statements of Profit and Loss")
    (<StatementKind.EQUITY: 'equity'>, <StatementKind.INCOME_STATEMENT: 'income_statement'>)
    >>> parse_title("Statements of Operations (In thousands of Canadian dollars, except per share data)")
    <StatementKind.INCOME_STATEMENT: 'income_statement'>
    >>> parse_title("(In millions)      Consolidated Statements of Operations      2023      2022") is None
    True
    >>> parse_title("captions on our consolidated balance sheets (in millions):") is None
    True
    """
    if not any(noun in line.lower() for noun in _TITLE_NOUNS):
        return None
    if _is_of_contents(line) and not re.search(r"\b(?:19|20)\d\d\s*$", line):
        return None
    if re.search(r"\$\s*\(?\d|(?:sheets?|statements?|operations|flows?|income|earnings)\s+data\b", line, re.I):
        return None
    columns = [part for part in re.split(r"\s{4,}", line.strip()) if part.strip()]
    for index, part in enumerate(columns):
        match = _TITLE_WORDS.fullmatch(part)
        if match is None or (index and _YEAR_ALONE.fullmatch(" ".join(columns[index + 1 : index + 2]))):
            continue  # what has words left and years right of it heads a column of a table
        if not _is_title_prefix(match["before"], part) or not _is_title_suffix(match["after"]):
            continue
        return next(kind for kind, _ in _PHRASES if match[kind.name])
    return None


def _is_title_prefix(before: str, part: str) -> bool:
    """What may stand before "balance sheet" in a title: consolidated, condensed … or a name in capitals."""
    rest = [word for word in before.split() if not _BEFORE_WORDS.fullmatch(word)]
    return all(word[0].isupper() or not word[0].isalpha() for word in rest) and (
        not rest or (len(rest) <= 6 and part.upper() == part) or all(word[0].isupper() for word in part.split()[:1])
    )


def _is_title_suffix(after: str) -> bool:
    after = _IN_WHAT.sub(" ", after)
    position = 0
    while position < len(after):
        match = _AFTER_WORDS.match(after, position)
        if match is None or match.end() == position:
            return not after[position:].strip()
        position = match.end()
    return True


def _is_in_prose(lines: Sequence[str], index: int) -> bool:
    """Whether the line runs on from or into a paragraph."""
    before = lines[index - 1].strip() if index else ""
    after = lines[index + 1].strip() if index + 1 < len(lines) else ""
    return bool(
        (_PROSE.search(before) and not before.endswith((".", ":")) and not before.isupper())
        or (_PROSE.match(after) and after[:1].islower())
    )


def _find_end(lines: Sequence[str], start: int, limit: int) -> int:
    """The index after the last line of the statement that starts at ``start``."""
    last = start
    prose = 0
    for index in range(start, limit):
        line = lines[index]
        if _NOTES.match(line) and (len(line) > LONGEST_TITLE or not _is_of_contents(line)):
            return last + 1
        if _ends_in_amount(line):
            last = index
            prose = 0
        elif len(line) > 50 and _PROSE.search(line):
            prose += 1
            if prose >= 5:
                return last + 1
        elif index - last > 60:
            return last + 1
    return last + 1


def _is_of_contents(line: str) -> bool:
    """Whether a line ends as those of a table of contents do."""
    last = line.rstrip()[-1:]
    return (last.isdecimal() or last in ".-F") and _CONTENTS.search(line) is not None


def _ends_in_amount(line: str) -> bool:
    """Whether a line ends in an amount or what stands for one; its last character tells this of most lines."""
    last = line.rstrip()[-1:]
    if last.isdecimal() or last in ("%", "."):
        return True
    return last in "*-)>lLaAmM" and _AMOUNT_LINE.search(line) is not None


def _ends_in(lines: Sequence[str], end: int) -> bool:
    """Whether the document's text ends with the statement: then of one that was cut off its first row is enough."""
    words = (word for line in islice(lines, end, None) for word in line.split())
    return len(list(islice(words, FEWEST_WORDS))) < FEWEST_WORDS


def _has_amounts(lines: Sequence[str], fewest: int) -> bool:
    """A statement has at least three captions with amounts; a table of contents has page numbers only."""
    captions = (line for line in lines if _is_caption_with_amounts(line))
    return len(list(islice(captions, fewest))) == fewest


def _is_caption_with_amounts(line: str) -> bool:
    words = line.translate(_BRACKETS).split()
    if len(words) < 2 or not words[0][0].isalpha():
        return False
    if _MONEY_WORD.fullmatch(words[-1]):
        return True
    return len(words) > 2 and all(_NUMBER_WORD.fullmatch(word) for word in words[-2:])
