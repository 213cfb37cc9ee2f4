"""The brief: one page at the end of the course, with a reader's charts, ratings and judgement.

All of it happens in the page (`brief.js`, which is a part of the script of a guess card), so nothing leaves the
browser unless its writer saves or prints it.
"""

from __future__ import annotations

from aftercoup import guessing
from aftercoup.charts.country_page import COINS
from aftercoup.charts.machinery import style
from aftercoup.outputs.assets import asset
from aftercoup.outputs.cards import Card

WAYS = {
    "russia": "to Russia",
    "both": "to Russia and to others",
    "others": "to others",
    "unclear": "cannot be told",
}
WORDS = {"judgement": (120, 200), "change": (0, 60), "unseen": (0, 40)}
# Smaller letters until all fits on one sheet of A4 without its margins (188 by 275 millimetres).
_FIT = (
    "(()=>{const root=document.documentElement,main=document.querySelector('main');"
    "const fit=()=>{root.style.fontSize='';main.style.width='188mm';let size=10.5;"
    "while(main.getBoundingClientRect().height>1020&&size>6.5){size-=.25;root.style.fontSize=size+'pt';"
    "main.querySelectorAll('svg,img').forEach((e)=>{e.style.maxHeight=size*(e.parentNode.matches(':first-child')?9.4:7.2)+'mm'})}main.style.width=''};"
    "fit();window.addEventListener('beforeprint',fit)})();"
)


def brief() -> Card:
    """The card in which a reader writes the brief: a sentence, ratings, up to three charts, a judgement."""
    variables = style.css_variables(":root", ":root[data-theme=dark]")
    spec: dict[str, object] = {
        "coins": COINS,
        "ways": WAYS,
        "words": WORDS,
        "most": 3,
        "title": "After the Coup: a brief on Myanmar and Russia",
        "foot": "Written with the open course After the Coup. The charts are made from its tables, which name their sources.",
        "fit": _FIT,
        "page": variables + asset("guessing/brief_page.css").replace("VAR_FONT", style.FONT),
    }
    words = (
        "On one page: your judgement in one sentence; where each of the six coins points; up to three charts; "
        f"{WORDS['judgement'][0]} to {WORDS['judgement'][1]} words of judgement; what would change it."
    )
    return guessing.card(
        spec, f'<div data-aftercoup="still"><p>{words}</p></div>', words, "brief", asset("guessing/brief.css")
    )
