"""Compares the names that APIs give to parameters and properties, whatever their case and punctuation."""

from __future__ import annotations

from typing import Final

LIMITS: Final = (
    "limit",
    "pagesize",
    "perpage",
    "size",
    "maxresults",
    "maxitems",
    "top",
    "count",
    "rows",
    "pagelimit",
    "max",
)
OFFSETS: Final = ("offset", "startindex", "skip", "start", "startat", "from", "startposition")
PAGES: Final = ("page", "pagenumber", "pageno", "pageindex", "pagenum", "currentpage")
CURSORS: Final = (
    "cursor", "after", "pagetoken", "nexttoken", "continuationtoken", "continue", "marker", "nextpagetoken", "bookmark",
    "pagecursor", "startcursor", "startingafter", "nextcursor", "continuation",
)  # fmt: skip
CURRENT: Final = ("page", "pagenumber", "number", "currentpage", "pageindex", "pageno")
TOTALS: Final = (
    "total", "totalcount", "totalelements", "totalitems", "totalresults", "numbermatched", "totalrecords", "totalsize",
    "totalrows", "totalhits", "recordcount", "itemcount",
)  # fmt: skip
TOKENS: Final = (
    "nextcursor", "nextpagetoken", "nexttoken", "next", "continuationtoken", "cursor", "continue", "endcursor",
    "nextmarker", "nextpage", "pagetoken",
)  # fmt: skip
URLS: Final = ("next", "nextpage", "nexturl", "nextpageuri", "nextlink", "nextpageurl", "nextpagelink", "odatanextlink")
SORTS: Final = ("sort", "sortby", "orderby", "order", "ordering", "sorting")
ITEMS: Final = (
    "items",
    "data",
    "results",
    "content",
    "contents",
    "features",
    "records",
    "values",
    "value",
    "entries",
    "elements",
    "list",
    "rows",
    "result",
    "resources",
    "entry",
    "hits",
    "collection",
)
ENVELOPES: Final = ("data", "result", "item", "record", "response", "resource", "value", "body", "payload")
PROPERTIES: Final = ("attributes", "properties", "fields")
METADATA: Final = (
    "pagination",
    "paging",
    "meta",
    "metadata",
    "page",
    "pageinfo",
    "pagedetails",
    "responsemetadata",
    "links",
)
IDENTIFIERS: Final = (
    "id",
    "uuid",
    "identifier",
    "guid",
    "uid",
    "sid",
    "ref",
    "code",
    "key",
    "name",
    "number",
    "slug",
    "reference",
)
INTERVALS: Final = ("datetime", "timeinterval")
REFERENCES: Final = ("id", "uuid", "guid", "href", "url", "uri")
BOXES: Final = ("bbox", "boundingbox", "box")
LATITUDES: Final = ("latitude", "lat")
LONGITUDES: Final = ("longitude", "lon", "lng", "long")
FROM: Final = ("from", "after", "since", "start", "min", "gte", "gt", "begin", "starting")
TO: Final = ("to", "before", "until", "end", "max", "lte", "lt", "ending")
TIMES: Final = ("at", "date", "time", "datetime", "on", "timestamp")


def plain(name: str) -> str:
    """Return the letters and digits of a name in lower case: `page-size`, `pageSize` and `page_size` are one."""
    return "".join(filter(str.isalnum, name.lower()))


def refers(name: str) -> bool:
    """Tell whether a member of that name most likely says which other thing is meant, so that not any text will do."""
    return plain(name).endswith(REFERENCES)


def singular(word: str) -> str:
    """Return an English noun's singular, as far as its ending tells; the word itself where it does not."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    for ending in ("sses", "shes", "ches", "xes"):
        if word.endswith(ending):
            return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def noun(path: str) -> str:
    """Return the last fixed segment of a path, plain and in the singular."""
    fixed = [one for one in path.strip("/").split("/") if one and "{" not in one]
    return singular(plain(fixed[-1])) if fixed else ""


def without(name: str, words: tuple[str, ...]) -> str | None:
    """Return a plain name without the one of `words` that it begins or ends with; None where it has none."""
    for word in sorted(words, key=len, reverse=True):
        if name.endswith(word):
            return name[: -len(word)]
    for word in sorted(words, key=len, reverse=True):
        if name.startswith(word):
            return name[len(word) :]
    return None
