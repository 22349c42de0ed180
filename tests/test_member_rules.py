"""The table of members names what rows and columns are of, and tells its faults with their lines."""

from pathlib import Path

import pytest
from cases import reference

from pipeline.member_rules import (
    COLUMN,
    COLUMNS,
    NAMED,
    ROW,
    MemberRules,
    Words,
    find_implied,
    find_led,
    find_members,
    find_part,
    find_stated,
    is_told,
    load_member_rules,
)

AXIS, LEVELS = "FinancialInstrumentAxis", "FairValueByFairValueHierarchyLevelAxis"


def load(folder: Path, *rows: str) -> tuple[MemberRules, list[str]]:
    folder.joinpath("members.csv").write_text("\n".join((",".join(COLUMNS), *rows, "")))
    rules, problems = load_member_rules(folder, reference().taxonomy)
    return rules, [str(problem) for problem in problems]


def named(rules: MemberRules, *words: Words, topic: str = "") -> dict[str, str]:
    found = find_members(rules, (topic,) if topic else (), words)
    return {axis: member for axis, (member, _) in found.items()}


def test_words_name_a_member_where_they_stand(tmp_path: Path) -> None:
    rules, problems = load(
        tmp_path,
        f"*,row,commercial paper,{AXIS},CommercialPaperMember,3 of 4 filers,",
        f"*,column,level one,{LEVELS},FairValueInputsLevel1Member,manual,",
    )
    assert problems == []
    row, column = Words(ROW, "Commercial paper", "commercial paper"), Words(COLUMN, "Level 1", "level one")
    assert named(rules, row, column) == {AXIS: "CommercialPaperMember", LEVELS: "FairValueInputsLevel1Member"}
    assert named(rules, Words(COLUMN, "Commercial paper", "commercial paper")) == {}


def test_a_lead_names_a_member_unless_it_names_two(tmp_path: Path) -> None:
    axis, pensions = "RetirementPlanTypeAxis", "PensionPlansDefinedBenefitMember"
    rules, problems = load(
        tmp_path,
        f"*,lead,pension,{axis},{pensions},manual,",
        f"*,lead,other benefit,{axis},OtherPostretirementBenefitPlansDefinedBenefitMember,manual,",
    )
    assert problems == []
    assert find_led(rules, (), {"cost", "of", "pension", "plan"}) == {axis: pensions}
    assert find_led(rules, (), {"pension", "and", "other", "benefit"}) == {}


def test_words_name_a_member_among_others_and_the_more_words_win(tmp_path: Path) -> None:
    axis, pensions, others = "RetirementPlanTypeAxis", "PensionPlansDefinedBenefitMember", "OtherPostretirement"
    others += "BenefitPlansDefinedBenefitMember"
    rules, problems = load(
        tmp_path,
        f"*,held,pension,{axis},{pensions},manual,",
        f"*,held,postretirement,{axis},{others},manual,",
        "*,headed,international,RetirementPlanSponsorLocationAxis,ForeignPlanMember,manual,",
    )
    assert problems == []
    heading = Words(COLUMN, "International Pension Plans", "international pension plan")
    assert named(rules, heading) == {axis: pensions, "RetirementPlanSponsorLocationAxis": "ForeignPlanMember"}
    row = Words(ROW, "International pension cost", "international pension cost")
    assert named(rules, row) == {axis: pensions}
    assert named(rules, Words(COLUMN, "", "pension and postretirement")) == {}


def test_amounts_of_one_member_are_of_another_too(tmp_path: Path) -> None:
    segments, items = "StatementBusinessSegmentsAxis", "ConsolidationItemsAxis"
    topic = "SegmentReportingDisclosureTextBlock"
    rules, problems = load(tmp_path, f"{topic},of,{segments},{items},OperatingSegmentsMember,manual,")
    assert problems == []
    assert find_implied(rules, (topic,), [segments], {}) == {items: "OperatingSegmentsMember"}
    assert find_implied(rules, (), [segments], {}) == {}


def test_segments_are_told_from_what_is_none_only_where_a_table_has_both(tmp_path: Path) -> None:
    segments, items = "StatementBusinessSegmentsAxis", "ConsolidationItemsAxis"
    rules, problems = load(tmp_path, f"*,among,{segments},{items},OperatingSegmentsMember,manual,")
    assert problems == []
    corporate = {items: {"CorporateNonSegmentMember", "OperatingSegmentsMember"}}
    assert find_implied(rules, (), [segments], corporate) == {items: "OperatingSegmentsMember"}
    assert find_implied(rules, (), [segments], {items: {"OperatingSegmentsMember"}}) == {}
    assert find_implied(rules, (), [segments], {}) == {}


def test_a_concept_is_of_a_member_and_is_parted_by_an_axis(tmp_path: Path) -> None:
    plans, pensions = "RetirementPlanTypeAxis", "PensionPlansDefinedBenefitMember"
    rules, problems = load(
        tmp_path,
        f"*,stated,defined benefit plan,{plans},{pensions},manual,",
        "*,parts,property plant and equipment,PropertyPlantAndEquipmentByTypeAxis,named,manual,",
        "*,parts,property plant and equipment net,StatementGeographicalAxis,named,manual,",
    )
    assert problems == []
    assert find_stated(rules, (), "DefinedBenefitPlanServiceCost") == {plans: pensions}
    assert find_stated(rules, (), "OperatingLeaseCost") == {}
    by_type = find_part(rules, (), "PropertyPlantAndEquipmentGross", "land")
    assert by_type == ("PropertyPlantAndEquipmentByTypeAxis", "LandMember")
    assert find_part(rules, (), "PropertyPlantAndEquipmentNet", "narnia") == ("StatementGeographicalAxis", NAMED)
    assert find_part(rules, (), "Goodwill", "seed") is None


def test_a_concept_tells_a_member_by_its_name(tmp_path: Path) -> None:
    axis = "PropertyPlantAndEquipmentByTypeAxis"
    rules, problems = load(tmp_path, f"*,told,machinery,{axis},named,manual,")
    assert problems == []
    assert is_told(rules, "MachineryAndEquipmentGross", axis, "MachineryAndEquipmentMember")
    assert not is_told(rules, "PropertyPlantAndEquipmentGross", axis, "MachineryAndEquipmentMember")
    assert not is_told(rules, "MachineryAndEquipmentGross", AXIS, "CashMember")


def test_a_word_of_the_lead_is_a_topic(tmp_path: Path) -> None:
    axis = "StatementGeographicalAxis"
    rules, problems = load(tmp_path, f"lead:country,row,*,{axis},named,manual,")
    assert (problems, rules.telling) == ([], {"country"})
    assert named(rules, Words(ROW, "Narnia", "narnia"), topic="lead:country") == {axis: NAMED}


def test_whatever_stands_in_a_place_is_a_member_but_not_a_measure(tmp_path: Path) -> None:
    axis = "StatementBusinessSegmentsAxis"
    rules, _ = load(tmp_path, f"ScheduleOfGoodwillTextBlock,column,*,{axis},named,9 of 14 filers,")
    seeds, gross = Words(COLUMN, "Seeds", "seed"), Words(COLUMN, "Gross Amount", "gross amount")
    assert named(rules, seeds, topic="ScheduleOfGoodwillTextBlock") == {axis: NAMED}
    assert named(rules, gross, topic="ScheduleOfGoodwillTextBlock") == {}
    assert named(rules, seeds) == {}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            f"NoBlock,row,x,{AXIS},CashMember,manual,",
            "topic 'NoBlock' is no text block of the taxonomy, nor *, nor lead: and a word",
        ),
        (
            f"*,cell,x,{AXIS},CashMember,manual,",
            "place 'cell' is none of row, section, column, any, with, lead, held, headed, of, among, stated, parts,"
            " told",
        ),
        (f"*,row,Cash,{AXIS},CashMember,manual,", "label 'Cash' is not in normal form; write 'cash'"),
        ("*,row,cash,CashMember,CashMember,manual,", "axis 'CashMember' is no axis of the taxonomy"),
        (f"*,row,cash,{AXIS},Assets,manual,", "member 'Assets' is no member of the taxonomy"),
        (f"*,lead,cash,{AXIS},named,manual,", "member 'named' is no member of the taxonomy"),
        (f"*,of,{LEVELS},{AXIS},named,manual,", "member 'named' is no member of the taxonomy"),
        (f"*,among,{LEVELS},{AXIS},named,manual,", "member 'named' is no member of the taxonomy"),
        (f"*,stated,cash,{AXIS},named,manual,", "member 'named' is no member of the taxonomy"),
        (
            f"*,parts,cash,{AXIS},CashMember,manual,",
            "member 'CashMember' stands where the words around an amount name it; write 'named'",
        ),
        (f"*,row,cash,{AXIS},CashMember,often,", "seen 'often' is not manual, review or like '12 of 14 filers'"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, row: str, fault: str) -> None:
    _, problems = load(tmp_path, row)
    assert problems == [f"{tmp_path.name}/members.csv:2: error: {fault}"]


def test_a_row_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    row = f"*,row,cash,{AXIS},CashMember,manual,"
    _, problems = load(tmp_path, row, row)
    assert [problem.partition("error: ")[2] for problem in problems] == [
        f"`cash` has a member of {AXIS} already in {tmp_path.name}/members.csv:2"
    ]
