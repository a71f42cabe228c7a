//! The run that reads are of.

use shared::report::sequencing_run::LaneRow;
use shared::report::{Report, SectionData};

/// What the run is called, in words; `None` where names do not say, or tell of several.
pub(super) fn of(report: &Report) -> Option<String> {
    report
        .sections
        .iter()
        .find_map(|section| match &section.data {
            SectionData::SequencingRun(run) => name(&run.lanes, report.summary.reads),
            _ => None,
        })
}

/// Of the lanes of so many reads.
fn name(lanes: &[LaneRow], reads: u64) -> Option<String> {
    let run = |lane: &LaneRow| {
        let parts = [
            ("run ", &lane.run),
            ("instrument ", &lane.instrument),
            ("flow cell ", &lane.flow_cell),
        ];
        let known = parts.iter().filter(|(_, part)| !part.is_empty());
        known
            .map(|(word, part)| format!("{word}{part}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (first, others) = lanes.split_first()?;
    let name = run(first);
    // Names of another kind are in no lane.
    let all = lanes.iter().map(|lane| lane.reads).sum::<u64>() == reads;
    let alone = all && others.iter().all(|lane| run(lane) == name);
    (alone && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(run: &str, flow_cell: &str, lane: &str) -> LaneRow {
        LaneRow {
            instrument: "A00001".to_owned(),
            family: None,
            run: run.to_owned(),
            flow_cell: flow_cell.to_owned(),
            lane: lane.to_owned(),
            reads: 1,
            percent: None,
        }
    }

    #[test]
    fn lanes_of_one_flow_cell_are_one_run() {
        let one = [lane("7", "HX", "1"), lane("7", "HX", "2")];
        let said = Some("run 7, instrument A00001, flow cell HX".to_owned());
        assert_eq!(name(&one, 2), said);
        assert_eq!(name(&one, 3), None);
        let two = [lane("7", "HX", "1"), lane("8", "HY", "1")];
        assert_eq!(name(&two, 2), None);
        let without = Some("instrument A00001".to_owned());
        assert_eq!(name(&[lane("", "", "1")], 1), without);
        assert_eq!(name(&[], 0), None);
    }
}
