"""The names of US states and the jurisdictions that registrants name, with EDGAR's codes for them."""

_NAMES = """
alabama AL, alaska AK, arizona AZ, arkansas AR, california CA, colorado CO, connecticut CT, delaware DE,
district of columbia DC, florida FL, georgia GA, hawaii HI, idaho ID, illinois IL, indiana IN, iowa IA, kansas KS,
kentucky KY, louisiana LA, maine ME, maryland MD, massachusetts MA, michigan MI, minnesota MN, mississippi MS,
missouri MO, montana MT, nebraska NE, nevada NV, new hampshire NH, new jersey NJ, new mexico NM, new york NY,
north carolina NC, north dakota ND, ohio OH, oklahoma OK, oregon OR, pennsylvania PA, puerto rico PR,
rhode island RI, south carolina SC, south dakota SD, tennessee TN, texas TX, utah UT, vermont VT, virginia VA,
washington WA, west virginia WV, wisconsin WI, wyoming WY, bermuda D0, cayman islands E9, canada Z4, ontario A6,
british columbia A1, quebec A8, alberta A0, england X0, united kingdom X0, ireland L2, israel L3, netherlands P7,
switzerland V8, panama R1, liberia N0, netherlands antilles P8, british virgin islands D8
"""

STATES: dict[str, str] = {
    name: code for entry in _NAMES.replace("\n", " ").split(", ") for name, _, code in [entry.strip().rpartition(" ")]
}
"""Names in lower case → codes; a state's own two-letter code stands for itself, and so do old short forms."""

STATES |= {code.lower(): code for code in STATES.values() if code.isalpha()}
STATES |= {"ny": "NY", "nj": "NJ", "conn": "CT", "mass": "MA", "calif": "CA", "penna": "PA", "mich": "MI", "n y": "NY"}
