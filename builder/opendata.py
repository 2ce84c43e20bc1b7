"""The site's data as files for anyone to use: JSON, CSV, plain text, feeds and a calendar."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import calculator
from builder import akoma_ntoso, texts, ui_text
from builder.editorial import CalendarEntry, Editorial, Published
from calculator.i18n import LANGS, Lang, Text
from calculator.measure import Standing
from calculator.page.html import XML, tag
from calculator.tables.ics import Event, calendar
from calculator.version import rules_version

CATALOGUE = "data/catalogue.json"
TABLE = "data/measures.csv"
SCHEMA = "data/facts.schema.json"
FEEDS = {"zh": "feed.xml", "en": "en/feed.xml"}
DATES = {"zh": "data/dates.zh.ics", "en": "data/dates.en.ics"}
PACKAGE = "datapackage.json"

Amount = tuple[Text, int | None]
"""The most a measure gives, in words, and in yuan if the clause states it as one sum."""

_SAID = {
    CATALOGUE: Text(
        "全部措施：标题、对象、填写项、引文、读法、部门、引用文件、有效期、公开的做法，附中英文条文",
        "Every measure: title, who, facts, quotations, readings, departments, cited documents, "
        "validity, published practice, with the clause in both languages",
    ),
    TABLE: Text(
        "全部措施一行一条的表格，附一句话说明和付款方",
        "Every measure in a row of a table, with its summary and who pays",
    ),
    SCHEMA: Text(
        "计算器输入的 JSON Schema（2020-12）",
        "The JSON Schema (2020-12) of what the calculator takes",
    ),
    FEEDS["zh"]: Text("更新，Atom，中文", "Changes, Atom, in Chinese"),
    FEEDS["en"]: Text("更新，Atom，英文", "Changes, Atom, in English"),
    DATES["zh"]: Text("日期，iCalendar，中文", "Dates, iCalendar, in Chinese"),
    DATES["en"]: Text("日期，iCalendar，英文", "Dates, iCalendar, in English"),
    PACKAGE: Text(
        "以上文件的目录：版本、日期、许可，每个文件的大小和校验值（Data Package）",
        "The list of these files: version, day, licence, size and checksum of each (Data Package)",
    ),
}
_MARKED_UP = Text(
    "{title}全文，{language}，Akoma Ntoso 3.0（OASIS LegalDocML）",
    "{title}, the whole text, in {language}, as Akoma Ntoso 3.0 (OASIS LegalDocML)",
)
_WHOLE = Text("{title}全文，{language}", "{title}, the whole text, in {language}")
_LANGUAGE: dict[Lang, Text] = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}


def text_file(policy: texts.PolicyText, lang: Lang) -> str:
    """Return the path of a policy's whole text in a language."""
    return f"data/{policy.id}.{lang}.txt"


def law_file(policy: texts.PolicyText, lang: Lang) -> str:
    """Return the path of the whole text in a language as Akoma Ntoso."""
    return f"data/{policy.id}.{lang}.xml"


def files(policies: Iterable[texts.PolicyText]) -> Iterator[tuple[str, Text]]:
    """Yield the path of every file below the site's root, and its description."""
    yield from list(_SAID.items())[:3]
    for policy in policies:
        for lang in LANGS:
            known = {"title": policy.short_title, "language": _LANGUAGE[lang]}
            yield text_file(policy, lang), _WHOLE.fill(**known)
            yield law_file(policy, lang), _MARKED_UP.fill(**known)
    yield from list(_SAID.items())[3:]


def write(
    out: Path,
    docs: Path,
    policies: Sequence[texts.PolicyText],
    editorial: Editorial,
    amounts: Mapping[str, Amount],
    dates: Sequence[CalendarEntry],
    standings: Mapping[str, Standing],
    today: str,
    home: str | None,
) -> None:
    """Write every file below `out`. `home` is the site's address, None if unknown.

    `standings` are what the texts are on the day `today`, by their ids.
    """
    said = {clause.measure_id: clause.whole for policy in policies for clause in policy.clauses}
    measures = calculator.measures()
    catalogue = [
        each
        | {"text": said[each["id"]].to_dict()}
        | {"published": [_fact(row) for row in editorial.published.get(each["id"], ())]}
        for each in measures
    ]
    _write(out / CATALOGUE, _json(catalogue))
    _write(out / SCHEMA, _json(calculator.schema()))
    _write(out / TABLE, "\ufeff" + table(measures, editorial, amounts))
    listed = {policy.id: policy for policy in policies}
    quoted = {each["id"]: each["quotations"] for each in measures}
    for policy in policies:
        for lang in LANGS:
            standing = standings[policy.id]
            law = akoma_ntoso.document(policy, lang, listed, quoted, standing, today)
            _write(out / law_file(policy, lang), akoma_ntoso.to_xml(law))
            source = docs / "policies" / policy.id / f"{lang}.md"
            _write(out / text_file(policy, lang), source.read_text(encoding="utf-8"))
    for lang in LANGS:
        _write(out / FEEDS[lang], feed(lang, editorial, home))
        _write(out / DATES[lang], ics(lang, dates))
    _write(out / PACKAGE, _json(package(out, policies, today)))


def _fact(row: Published) -> dict[str, Any]:
    """Return a fact published elsewhere as JSON-ready data."""
    return {
        **row.words.to_dict(),
        "supports": list(row.supports),
        "refutes": list(row.refutes),
        "sources": list(row.sources),
        "seen": row.seen.isoformat(),
        "official": row.official,
    }


def package(out: Path, policies: Iterable[texts.PolicyText], today: str) -> dict[str, Any]:
    """Return the Data Package descriptor: every file with size and hash, version and day."""
    policies, resources = tuple(policies), list[dict[str, Any]]()
    official = {text_file(policy, "zh") for policy in policies}
    for path, said in files(policies):
        if path != PACKAGE:
            content = (out / path).read_bytes()
            resources.append(
                {
                    "name": path.removeprefix("data/").replace("/", "-").lower(),
                    "path": path,
                    "description": f"{said.zh} / {said.en}",
                    "bytes": len(content),
                    "hash": f"sha256:{sha256(content).hexdigest()}",
                    "licenses": [{"name": "other-pd" if path in official else "MIT"}],
                }
            )
    return {
        "name": "srdi-policies",
        "title": f"{ui_text.SITE_NAME.zh} / {ui_text.SITE_NAME.en}",
        "description": f"{ui_text.SITE_DESCRIPTION.zh} / {ui_text.SITE_DESCRIPTION.en}",
        "version": rules_version(),
        "created": f"{today}T00:00:00+08:00",
        "resources": resources,
    }


def table(
    measures: Iterable[dict[str, Any]], editorial: Editorial, amounts: Mapping[str, Amount]
) -> str:
    """Return the measures as CSV, one row each, with both languages, summary and payer."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(
        [
            "id", "policy", "title_zh", "title_en", "kind", "basis", "amount_kind", "amount_yuan",
            "amount_zh", "amount_en", "payer", "titles", "titles_inferred", "applicants",
            "agencies_zh", "agencies_en", "valid_from", "valid_to", "draft", "formula_zh",
            "formula_en", "summary_zh", "summary_en", "rules_version",
        ]
    )  # fmt: skip
    for each in measures:
        summary, (amount, yuan) = editorial.summaries[each["id"]], amounts[each["id"]]
        who, formula, valid = each["who"] or {}, each["formula"] or {}, each["validity"]
        writer.writerow(
            [
                each["id"], each["policy"], each["title"]["zh"], each["title"]["en"], each["kind"],
                each["basis"], each["amount_kind"], yuan, amount.zh, amount.en, summary.payer,
                " ".join(who.get("titles", [])), " ".join(who.get("inferred", [])), " ".join(each["applicants"]),
                "；".join(a["zh"] for a in each["agencies"]),
                "; ".join(a["en"] for a in each["agencies"]), valid["from"], valid["to"],
                str(valid["draft"]).lower(), formula.get("zh", ""), formula.get("en", ""),
                summary.words.zh, summary.words.en, rules_version(),
            ]
        )  # fmt: skip
    return output.getvalue()


def feed(lang: Lang, editorial: Editorial, home: str | None) -> str:
    """Return the changes as an Atom feed; without a known address its links are relative."""
    page = f"{home}{'' if lang == 'zh' else 'en/'}changes/" if home else "changes/"
    newest = max(each.on for each in editorial.news)
    name, to = ui_text.SITE_NAME(lang), tag("link", href=page)
    entries = [
        [
            tag(
                "entry",
                tag("id", _id(each.on.isoformat(), each.words.zh)),
                tag("title", _first(each.words(lang))),
                tag("updated", _time(each.on)),
                to,
                tag("content", each.words(lang), type="text"),
            ),
            "\n",
        ]
        for each in editorial.news
    ]
    document = tag(
        "feed",
        tag("id", _id("feed", lang)),
        tag("title", name),
        tag("updated", _time(newest)),
        tag("author", tag("name", name)),
        tag("link", rel="self", href=f"{home}{FEEDS[lang]}") if home else None,
        [to, "\n"],
        entries,
        xmlns="http://www.w3.org/2005/Atom",
        **{"xml:lang": ui_text.HTML_LANG(lang)},
    )
    return f"{XML}\n{document}\n"


def _first(said: str) -> str:
    """Return the first clause of a sentence, as a headline."""
    return said.replace("：", "；").split("；")[0].split("; ")[0].split(": ")[0].rstrip("。.")


def _time(on: date) -> str:
    return f"{on.isoformat()}T00:00:00+08:00"


def _id(*parts: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(parts))}"


def ics(lang: Lang, dates: Iterable[CalendarEntry]) -> str:
    """Return the calendar entries as whole-day events in iCalendar format."""
    return calendar(
        Event(
            _id(each.on.isoformat(), each.words.zh),
            each.on.isoformat(),
            each.words(lang),
            each.source(lang),
        )
        for each in dates
    )


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8"))
