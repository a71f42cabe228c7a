//! Where the reads come from, as their names say: lanes, indexes, filter, read numbers.
//!
//! Names of Casava 1.8 and later: `instrument:run:flow cell:lane:tile:x:y read:filtered:control:index`.

use serde::{Deserialize, Serialize};

use super::histogram::{percent, total};
use super::instrument;
use super::number;
use super::{Section, SectionData, Verdict, help};
use crate::order;
use crate::tally::sequencing_run::Lanes;
use crate::tally::{ReadNumber, Tally};

/// The most indexes that are shown.
const SHOWN: usize = 20;

/// What the names of the reads say of the run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SequencingRun {
    /// Lanes, in the order of their names; empty if no name tells, or if there are too many.
    pub lanes: Vec<LaneRow>,
    /// There were too many lanes to count.
    pub lanes_overflowed: bool,
    /// The most frequent indexes, at most 20.
    pub indexes: Vec<IndexRow>,
    /// Distinct indexes among `index_reads`.
    pub distinct_indexes: u64,
    /// Reads whose index was looked at.
    pub index_reads: u64,
    /// One read in so many was looked at for its index: 1 if every one.
    pub index_sampling: u64,
    /// Reads of which an index is G throughout, in percent of `index_reads`: no signal, on
    /// instruments with two colours.
    pub g_index_percent: Option<f64>,
    /// Reads with an N in the index, in percent of `index_reads`.
    pub n_index_percent: Option<f64>,
    /// Reads that did not pass the instrument's filter (`:Y:`), in percent of those whose names
    /// say so or the contrary.
    pub filtered_percent: Option<f64>,
    /// Reads that call themselves the first and the second of a pair.
    pub read_numbers: [u64; 2],
    /// The only read of each pair that was counted, 1 or 2; `None` if all records were.
    pub read_number: Option<u8>,
    /// Records that were passed over, as their names say another number, or none.
    pub passed_over: u64,
    /// Both numbers are about equally frequent, as in a file with both reads of each pair.
    pub interleaved: bool,
    /// The instrument's family, if it reads no signal as G.
    pub two_colour: Option<String>,
    /// Reads with a run of 12 G, in percent of all reads.
    pub poly_g_percent: Option<f64>,
}

/// Reads of one lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LaneRow {
    /// Serial number of the instrument.
    pub instrument: String,
    /// The family of instruments, where the serial number tells.
    pub family: Option<String>,
    /// Number of the run.
    pub run: String,
    /// The flow cell.
    pub flow_cell: String,
    /// The lane.
    pub lane: String,
    /// Reads.
    pub reads: u64,
    /// In percent of all reads of the file.
    pub percent: Option<f64>,
}

/// Reads of one index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IndexRow {
    /// As it stands in the names: bases, two of them joined by `+`, or a sample's number.
    pub index: String,
    /// Reads among those looked at.
    pub reads: u64,
    /// In percent of the reads looked at.
    pub percent: Option<f64>,
}

/// Builds the section; none where the names of the reads say nothing.
#[must_use]
pub fn section(tally: &Tally) -> Option<Section> {
    let data = data(tally);
    let known = !data.lanes.is_empty()
        || data.lanes_overflowed
        || data.index_reads > 0
        || data.filtered_percent.is_some()
        || data.read_numbers.iter().all(|reads| *reads > 0)
        || data.read_number.is_some();
    known.then(|| Section {
        id: "sequencing_run".to_owned(),
        title: "Sequencing run".to_owned(),
        verdict: Verdict::None,
        sentence: sentence(&data),
        help: help::SEQUENCING_RUN.to_owned(),
        expected: None,
        data: SectionData::SequencingRun(data),
    })
}

fn data(tally: &Tally) -> SequencingRun {
    let (counts, reads) = (&tally.sequencing_run, tally.reads());
    let (lanes, lanes_overflowed) = match &counts.lanes {
        Lanes::Known(lanes) => (
            lanes
                .iter()
                .map(|(name, lane_reads)| lane(name, *lane_reads, reads))
                .collect(),
            false,
        ),
        Lanes::Overflowed => (Vec::new(), true),
    };
    let mut indexes = counts.indexes.counts();
    let index_reads = total(indexes.iter().map(|item| item.1));
    let share = |has: fn(&[u8]) -> bool| {
        let part = indexes.iter().filter(|item| has(item.0.bytes()));
        percent(total(part.map(|item| item.1)), index_reads)
    };
    let (g_index_percent, n_index_percent) = (
        share(|index| index.split(|&byte| byte == b'+').any(all_g)),
        share(|index| index.contains(&b'N')),
    );
    let distinct_indexes = indexes.len() as u64;
    order::sort_by(&mut indexes, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let [passed, filtered] = counts.filter;
    let [first, second] = counts.read_number;
    let numbered = first.saturating_add(second);
    SequencingRun {
        lanes,
        lanes_overflowed,
        indexes: indexes
            .iter()
            .take(SHOWN)
            .map(|(index, reads)| IndexRow {
                index: String::from_utf8_lossy(index.bytes()).into_owned(),
                reads: *reads,
                percent: percent(*reads, index_reads),
            })
            .collect(),
        distinct_indexes,
        index_reads,
        index_sampling: 1_u64
            .checked_shl(counts.indexes.thinning())
            .unwrap_or(u64::MAX),
        g_index_percent,
        n_index_percent,
        filtered_percent: percent(filtered, passed.saturating_add(filtered)),
        read_numbers: [first, second],
        read_number: tally.read_number.map(ReadNumber::number),
        passed_over: tally.notes.other_mates,
        // 45 % and more: nothing but a pair's two reads comes that close to halves.
        interleaved: numbered > 0
            && first.min(second) >= numbered / 20 * 9
            && first.min(second) > 0,
        two_colour: instrument::two_colour(&counts.lanes).map(str::to_owned),
        poly_g_percent: instrument::poly_g_percent(&tally.adapter_content, reads),
    }
}

/// Whether an index is long enough to be one, and G throughout.
fn all_g(part: &[u8]) -> bool {
    part.len() >= 4 && part.iter().all(|&base| base == b'G')
}

fn lane(name: &str, lane_reads: u64, reads: u64) -> LaneRow {
    let mut fields = name.split(':').map(str::to_owned);
    let mut next = || fields.next().unwrap_or_default();
    let (instrument, run, flow_cell, lane) = (next(), next(), next(), next());
    LaneRow {
        family: instrument::family(&instrument).map(|(family, _)| family.to_owned()),
        instrument,
        run,
        flow_cell,
        lane,
        reads: lane_reads,
        percent: percent(lane_reads, reads),
    }
}

/// An index that fewer reads than this share have is not that of the file.
const COMMON: f64 = 50.0;
/// More distinct indexes than this belong to several samples, or to none.
const SEVERAL: u64 = 10;

fn sentence(data: &SequencingRun) -> String {
    let mut text = vec![origin(data)];
    text.extend(index_sentence(data));
    let [first, second] = data.read_numbers;
    if data.interleaved {
        text.push("First and second reads of pairs are about equally many: the file seems to hold both, interleaved.".to_owned());
    } else if first > 0 && second > 0 {
        text.push(format!(
            "{} call themselves the first of a pair and {} the second.",
            number::reads(first),
            number::reads(second)
        ));
    }
    if let Some(share) = data.filtered_percent.filter(|share| *share > 0.0) {
        text.push(format!(
            "{} of the reads did not pass the instrument's filter.",
            number::percent(share)
        ));
    }
    if let (Some(family), Some(share)) = (&data.two_colour, data.poly_g_percent) {
        text.push(format!(
            "The {family} reads no signal as G; {} of the reads hold 12 G in a row.",
            number::percent(share)
        ));
    }
    text.retain(|part| !part.is_empty());
    text.join(" ")
}

fn origin(data: &SequencingRun) -> String {
    let Some(lane) = data.lanes.first() else {
        return if data.lanes_overflowed {
            "The names of the reads name too many lanes to count.".to_owned()
        } else {
            "The names of the reads do not name a lane.".to_owned()
        };
    };
    let instrument = match &lane.family {
        Some(family) => format!("{} ({family})", lane.instrument),
        None => lane.instrument.clone(),
    };
    let same = |part: fn(&LaneRow) -> &str| data.lanes.iter().all(|row| part(row) == part(lane));
    let flow_cell = if same(|row| &row.flow_cell) && same(|row| &row.instrument) {
        format!("instrument {instrument}, flow cell {}", lane.flow_cell)
    } else {
        "several flow cells".to_owned()
    };
    match data.lanes.as_slice() {
        [only] => format!("The reads come from {flow_cell}, lane {}.", only.lane),
        lanes => format!("The reads come from {flow_cell}, {} lanes.", lanes.len()),
    }
}

fn index_sentence(data: &SequencingRun) -> Option<String> {
    let top = data.indexes.first()?;
    let share = top.percent?;
    let of = if data.index_sampling > 1 {
        format!("one read in {} that was looked at", data.index_sampling)
    } else {
        "reads with an index".to_owned()
    };
    // bcl2fastq writes a number where the run was told to have no index.
    let name = if top.index.bytes().all(|letter| letter.is_ascii_digit()) {
        "sample number"
    } else {
        "index"
    };
    if name == "sample number" && data.distinct_indexes > 1 {
        return Some(format!(
            "The names hold {} sample numbers, as where files of several samples were put together; {} of the {of} have {}.",
            number::grouped(data.distinct_indexes),
            number::percent(share),
            top.index
        ));
    }
    if share >= COMMON || data.distinct_indexes <= SEVERAL {
        return Some(if data.distinct_indexes == 1 {
            format!("All have the {name} {}.", top.index)
        } else {
            format!(
                "{} of the {of} have the {name} {}.",
                number::percent(share),
                top.index
            )
        });
    }
    let g = data.g_index_percent.unwrap_or(0.0);
    let n = data.n_index_percent.unwrap_or(0.0);
    Some(format!(
        "Indexes differ, as among undetermined reads: the most frequent, {}, has {} of the {of}; {} have an index of nothing but G, {} one with N.",
        top.index,
        number::percent(share),
        number::percent(g),
        number::percent(n)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tally_chunk;

    fn tally(names: impl IntoIterator<Item = String>) -> Tally {
        let text: String = names
            .into_iter()
            .map(|name| format!("@{name}\nACGT\n+\nIIII\n"))
            .collect();
        tally_chunk(text.as_bytes(), crate::fastq::Layout::FourLine, 0, false)
            .document
            .tally
    }

    fn of(tally: &Tally) -> (SequencingRun, String) {
        let section = section(tally).unwrap();
        let SectionData::SequencingRun(data) = section.data else {
            unreachable!()
        };
        (data, section.sentence)
    }

    #[test]
    fn names_that_say_nothing_make_no_section() {
        let tally = tally(["SRR1.1".to_owned()]);
        assert!(section(&tally).is_none());
    }

    #[test]
    fn lanes_filter_and_pairs_are_read_from_names() {
        let name = |i: u32| {
            let (number, filter) = (i % 2 + 1, if i < 2 { 'Y' } else { 'N' });
            format!("A00123:7:HXX:3:1101:{i}:1 {number}:{filter}:0:ACGTAC+TTGACC")
        };
        let (data, sentence) = of(&tally((0..20).map(name)));
        let lane = &data.lanes[0];
        assert_eq!(
            (lane.flow_cell.as_str(), lane.lane.as_str(), lane.percent),
            ("HXX", "3", Some(100.0))
        );
        assert!(data.interleaved && data.read_numbers == [10, 10]);
        assert_eq!(data.filtered_percent, Some(10.0));
        assert_eq!(data.two_colour.as_deref(), Some("NovaSeq 6000"));
        assert_eq!(
            sentence,
            "The reads come from instrument A00123 (NovaSeq 6000), flow cell HXX, lane 3. All have the index ACGTAC+TTGACC. First and second reads of pairs are about equally many: the file seems to hold both, interleaved. 10 % of the reads did not pass the instrument's filter. The NovaSeq 6000 reads no signal as G; 0 % of the reads hold 12 G in a row."
        );
    }

    #[test]
    fn undetermined_reads_are_told_by_their_indexes() {
        let name = |i: u32| {
            let index = match i % 10 {
                0 | 1 => "GGGGGG+ACGTAC".to_owned(),
                2 => "ACGNAC+ACGTAC".to_owned(),
                _ => {
                    let base = |shift: u32| char::from(b"ACGT"[(i >> shift) as usize % 4]);
                    format!("{}{}{}{}TA+ACGTAC", base(0), base(2), base(4), base(6))
                }
            };
            format!("M01:7:HXX:1:1101:{i}:1 1:N:0:{index}")
        };
        let (data, sentence) = of(&tally((0..200).map(name)));
        assert_eq!(
            (data.g_index_percent, data.n_index_percent),
            (Some(20.0), Some(10.0))
        );
        assert_eq!(
            (data.index_reads, data.index_sampling, data.indexes.len()),
            (200, 1, 20)
        );
        assert!(!data.interleaved);
        assert!(
            sentence.contains("as among undetermined reads: the most frequent, GGGGGG+ACGTAC, has 20 % of the reads with an index; 20 % have an index of nothing but G, 10 % one with N."),
            "{sentence}"
        );
    }
}
