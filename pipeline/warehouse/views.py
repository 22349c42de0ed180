"""The views over the tables, in SQL that DuckDB and PostgreSQL share; made anew at every load.

`statement` shows statements as tables, each value on the line it was printed on. `latest_fact` gives for each concept,
entity and period the value that was stated last, and how often it was stated. `restatement` lists each value that a
later filing states otherwise. An entity is a central index key, or the filing itself where it states none.
"""

ENTITY = """coalesce(cast(sub.cik as text), sub.adsh)"""
_STATED = f"""select {ENTITY} as entity, sub.cik, sub.name, sub.form, sub.filed, num.adsh, num.tag, num.version,
        num.start_date, num.end_date, num.uom, num.segments, num.coreg, num.value, num.dcml
    from num join sub on sub.adsh = num.adsh where num.iprx = 1 and num.value is not null"""
_FACT = "entity, tag, start_date, end_date, uom, segments, coreg"
"""What makes two values two statements of one fact; a taxonomy of another year does not part them."""
_OLDEST_FIRST = "filed nulls first, adsh"

VIEWS = {
    "statement": """
select lineage.adsh, sub.name, sub.form, pre.stmt, pre.report, pre.line, lineage.section,
    coalesce(lineage.label, pre.plabel) as label, lineage.heading, num.tag, num.version, num.start_date, num.end_date,
    num.uom, num.segments, num.coreg, lineage.text as printed,
    case when pre.negating then -num.value else num.value end as shown, num.value, lineage.status
from lineage
join sub on sub.adsh = lineage.adsh
join pre on pre.adsh = lineage.adsh and pre.report = lineage.report and pre.line = lineage.line
join num on num.adsh = lineage.adsh and num.tag = lineage.tag and num.version = lineage.version
    and num.ddate = lineage.ddate and num.qtrs = lineage.qtrs and num.uom = lineage.uom
    and num.segments = lineage.segments and num.coreg = lineage.coreg and num.iprx = lineage.iprx
""",
    "latest_fact": f"""
select entity, cik, name, tag, version, start_date, end_date, uom, segments, coreg, value, dcml, adsh, form, filed,
    first_value as value_as_first_stated, times_stated
from (
    select stated.*, row_number() over (partition by {_FACT} order by filed desc nulls last, adsh desc) as place,
        first_value(value) over (partition by {_FACT} order by {_OLDEST_FIRST}) as first_value,
        count(*) over (partition by {_FACT}) as times_stated
    from ({_STATED}) as stated
) as ranked
where place = 1
""",
    "restatement": f"""
select entity, cik, name, tag, start_date, end_date, uom, segments, coreg, value_before, adsh_before, value, adsh, filed
from (
    select stated.*, lag(value) over (partition by {_FACT} order by {_OLDEST_FIRST}) as value_before,
        lag(adsh) over (partition by {_FACT} order by {_OLDEST_FIRST}) as adsh_before
    from ({_STATED}) as stated
) as pairs
where value <> value_before
""",
}
"""Each view's query by its name."""
