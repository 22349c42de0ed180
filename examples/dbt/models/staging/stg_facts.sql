-- one row for each value that is stated
select
    adsh || '|' || tag || '|' || version || '|' || cast(ddate as text) || '|' || cast(qtrs as text) || '|' || uom
        || '|' || segments || '|' || coreg || '|' || cast(iprx as text) as fact_key,
    adsh, tag, version, start_date, end_date, ddate, qtrs, uom, segments, coreg, iprx, value, dcml
from {{ source('tieout', 'num') }}
