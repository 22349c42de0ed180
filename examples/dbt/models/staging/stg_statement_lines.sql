-- one row for each line of each statement
select
    adsh || '|' || cast(report as text) || '|' || cast(line as text) as line_key,
    adsh, report, line, stmt, tag, version, plabel, negating
from {{ source('tieout', 'pre') }}
