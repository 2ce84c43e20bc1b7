"""临溪市东岭区配套支持专精特新企业若干措施 (2025): the articles, in order. An invented text."""

from __future__ import annotations

from calculator.i18n import Text
from calculator.measure import (
    Kind,
    Outcome,
    Policy,
    declared,
    entitled,
    exactly,
    granted,
    measure,
    require,
)
from calculator.places import Level, Place
from calculator.policies.linxi_2025 import PLACE, Facts, lx_2
from calculator.quantity import law, least

BIIT = Text("区工信局", "Dongling District Bureau of Industry and Information Technology")


@measure(
    Text("区级配套“小巨人”奖励", "District match for a little giant"), Kind.AWARD, agencies=(BIIT,),
)
def dl_1(firm: Facts, reading: str) -> Outcome:
    return exactly(
        least(law("按市级奖励的50%给予配套") * granted(lx_2, firm), law("最高20万元")),
        require(
            "city", "获得市级首次“小巨人”奖励", "The city’s award for a first title granted",
            entitled(lx_2, firm), "获得市级首次“小巨人”奖励",
        ),
    )


POLICY = Policy(
    "dongling-2025", Place("dongling", Text("东岭", "Dongling"), PLACE, Level.DISTRICT),
    Text(
        "临溪市东岭区配套支持专精特新企业若干措施",
        "Several Measures of Dongling District, Linxi, to Match Support for SRDI Enterprises",
    ),
    valid_from="2025-03-01", valid_to="2027-12-31", draft=False,
    measures=declared(globals()),
    facts=Facts,
)
