-- one row for each filing that gave a report, with what came of it
select
    sub.adsh, sub.cik, sub.name, sub.form, sub.period, sub.fy, sub.fp, sub.filed,
    run.id, run.outcome, run.statements, run.proved, run.errors, run.warnings
from {{ source('tieout', 'sub') }} as sub
join {{ source('tieout', 'run') }} as run on run.adsh = sub.adsh and sub.instance = run.id || '/report.xml'
