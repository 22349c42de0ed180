-- one row for each fact, however many filings state it: the value that was stated last
select
    entity || '|' || tag || '|' || coalesce(cast(start_date as text), '') || '|' || cast(end_date as text) || '|' || uom
        || '|' || segments || '|' || coreg as fact_key,
    entity, cik, name, tag, version, start_date, end_date, uom, segments, coreg, value, adsh, filed,
    value <> value_as_first_stated as is_restated
from {{ source('tieout', 'latest_fact') }}
