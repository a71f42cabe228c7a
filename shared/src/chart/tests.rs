//! Charts of empty, tiny and huge numbers.

use super::*;
use crate::report::adapter_content::AdapterRow;
use crate::report::observed_quality::ObservedQualityRow;
use crate::report::per_base_n_content::NContentRow;
use crate::report::per_base_sequence_content::BaseContentRow;
use crate::report::per_base_sequence_quality::QualityRow;
use crate::report::per_sequence_gc_content::GcRow;
use crate::report::per_sequence_quality_scores::ReadQualityRow;
use crate::report::per_tile_sequence_quality::TileRow;
use crate::report::quality_by_length::QualityByLengthRow;
use crate::report::sequence_duplication_levels::DuplicationRow;
use crate::report::sequence_length_distribution::LengthRow;
use crate::report::{
    AdapterContent, ObservedQuality, OverrepresentedSequences, PerBaseNContent,
    PerBaseSequenceContent, PerBaseSequenceQuality, PerSequenceGcContent, PerSequenceQualityScores,
    PerTileSequenceQuality, QualityByLength, SequenceDuplicationLevels, SequenceLengthDistribution,
    Verdict,
};

fn section(data: SectionData) -> Section {
    Section {
        id: "x".to_owned(),
        title: "A < B".to_owned(),
        verdict: Verdict::Pass,
        sentence: "\"quoted\" & <b>bold</b>".to_owned(),
        help: String::new(),
        expected: None,
        data,
    }
}

fn all(first: u64, last: u64, reads: u64, value: Option<f64>) -> Vec<SectionData> {
    let base = String::new();
    vec![
        SectionData::PerBaseSequenceQuality(PerBaseSequenceQuality {
            rows: vec![QualityRow {
                base: base.clone(),
                first,
                last,
                mean: value,
                median: value,
                lower_quartile: value,
                upper_quartile: value,
                percentile_10: value,
                percentile_90: value,
            }],
        }),
        SectionData::PerSequenceQualityScores(PerSequenceQualityScores {
            rows: vec![
                ReadQualityRow {
                    quality: -31,
                    reads,
                },
                ReadQualityRow { quality: 93, reads },
            ],
            error_rows: vec![ReadQualityRow { quality: 0, reads }],
            mode: Some(93),
        }),
        SectionData::PerBaseSequenceContent(PerBaseSequenceContent {
            rows: vec![BaseContentRow {
                base: base.clone(),
                first,
                last,
                g: value,
                a: None,
                t: value,
                c: Some(0.0),
            }],
        }),
        SectionData::PerSequenceGcContent(PerSequenceGcContent {
            rows: (0..101)
                .map(|gc_percent| GcRow {
                    gc_percent,
                    reads,
                    spread_reads: reads as f64,
                    expected_reads: value,
                    fastqc_count: 0.0,
                    fastqc_expected: None,
                })
                .collect(),
            second_peak: Some(crate::report::per_sequence_gc_content::SecondPeak {
                gc_percent: 100,
                reads_percent: 5.0,
            }),
            ..PerSequenceGcContent::default()
        }),
        SectionData::PerBaseNContent(PerBaseNContent {
            rows: vec![NContentRow {
                base: base.clone(),
                first,
                last,
                n_percent: value,
            }],
            warn_percent: 5.0,
        }),
        SectionData::QualityByLength(QualityByLength {
            rows: vec![QualityByLengthRow {
                first,
                last,
                reads,
                bases: reads,
                bases_percent: value,
                lower_quartile: Some(7),
                median: Some(7),
                upper_quartile: Some(7),
            }],
        }),
        SectionData::ObservedQuality(ObservedQuality {
            rows: vec![ObservedQualityRow {
                quality: 37,
                observed_quality: value,
                low_quality: Some(0.0),
                high_quality: value,
                ..ObservedQualityRow::default()
            }],
            ..ObservedQuality::default()
        }),
        SectionData::SequenceLengthDistribution(SequenceLengthDistribution {
            rows: vec![LengthRow {
                length: base.clone(),
                first,
                last,
                reads,
            }],
            min: Some(first),
            max: Some(last),
            ..SequenceLengthDistribution::default()
        }),
        SectionData::SequenceLengthDistribution(SequenceLengthDistribution {
            log_rows: vec![
                LengthRow {
                    length: base.clone(),
                    first: 0,
                    last: 0,
                    reads,
                },
                LengthRow {
                    length: base.clone(),
                    first: 1,
                    last: last.saturating_sub(1),
                    reads,
                },
            ],
            n50: Some(last),
            ..SequenceLengthDistribution::default()
        }),
        tiles(150, value.unwrap_or(f64::NAN)),
        SectionData::SequenceDuplicationLevels(SequenceDuplicationLevels {
            deduplicated_percent: value,
            rows: vec![DuplicationRow {
                level: ">10".to_owned(),
                percent_of_total: value.unwrap_or(0.0),
            }],
            ..SequenceDuplicationLevels::default()
        }),
        SectionData::AdapterContent(AdapterContent {
            adapters: vec!["<adapter>".to_owned(); 9],
            rows: vec![AdapterRow {
                position: base,
                first,
                last,
                percents: vec![value.unwrap_or(0.0); 9],
            }],
            ..AdapterContent::default()
        }),
    ]
}

fn tiles(count: u32, deviation: f64) -> SectionData {
    SectionData::PerTileSequenceQuality(PerTileSequenceQuality {
        groups: vec!["1".to_owned(), "2-3".to_owned()],
        tiles: (0..count)
            .map(|tile| TileRow {
                tile,
                deviations: vec![deviation, -deviation],
            })
            .collect(),
        removed: None,
    })
}

#[test]
fn many_tiles_make_a_small_drawing_that_says_so() {
    let few = svg(&section(tiles(100, 3.0))).unwrap();
    assert_eq!(few.matches("tile-below-2").count(), 101);
    assert!(!few.contains("the average of"), "{few}");
    let many = svg(&section(tiles(2500, 3.0))).unwrap();
    assert_eq!(many.matches("tile-below-2").count(), 101);
    assert!(many.contains("Each row of the drawing is the average of 25 tiles.</desc>"));
    let even = svg(&section(tiles(2500, 0.5))).unwrap();
    assert!(even.len() < 4000, "{}", even.len());
}

#[test]
fn nothing_is_drawn_of_nothing() {
    let empty = [
        SectionData::PerBaseSequenceQuality(PerBaseSequenceQuality::default()),
        SectionData::PerSequenceQualityScores(PerSequenceQualityScores::default()),
        SectionData::PerBaseSequenceContent(PerBaseSequenceContent::default()),
        SectionData::PerSequenceGcContent(PerSequenceGcContent::default()),
        SectionData::PerBaseNContent(PerBaseNContent::default()),
        SectionData::SequenceLengthDistribution(SequenceLengthDistribution::default()),
        SectionData::PerTileSequenceQuality(PerTileSequenceQuality::default()),
        SectionData::SequenceDuplicationLevels(SequenceDuplicationLevels::default()),
        SectionData::OverrepresentedSequences(OverrepresentedSequences::default()),
        SectionData::AdapterContent(AdapterContent::default()),
    ];
    for data in empty {
        assert_eq!(svg(&section(data)), None);
    }
}

#[test]
fn small_and_huge_numbers_are_drawn() {
    let cases = [
        (1, 1, 1, Some(40.0)),
        (1, 1, 1, None),
        (151, 151, u64::MAX, Some(100.0)),
        (1, 1 << 62, 1 << 60, Some(1e300)),
    ];
    for (first, last, reads, value) in cases {
        for data in all(first, last, reads, value) {
            if let Some(svg) = svg(&section(data)) {
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
                assert!(!svg.contains("style=") && !svg.contains("fill="), "{svg}");
            }
        }
    }
}

#[test]
fn a_chart_has_a_text_alternative_and_escapes_it() {
    let data = all(1, 100, 5, Some(30.0)).swap_remove(0);
    let svg = svg_with_tooltips(&section(data), "a b").unwrap();
    assert!(svg.contains("role=\"img\" aria-labelledby=\"a-b-x-title a-b-x-desc\""));
    assert!(svg.contains("<title id=\"a-b-x-title\">A &lt; B</title>"));
    assert!(svg.contains("&quot;quoted&quot; &amp; &lt;b&gt;bold&lt;/b&gt;</desc>"));
}

#[test]
fn what_xml_forbids_stands_in_no_drawing() {
    let forbidden = "a\u{0}b\u{1b}c\u{fffe}d\u{ffff}e\tf\u{10ffff}";
    assert_eq!(
        escape(forbidden),
        "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e f\u{10ffff}"
    );
}

#[test]
fn every_drawing_says_its_values_in_words() {
    for (first, last) in [(35, 39), (1, 1)] {
        for data in all(first, last, 1000, Some(30.0)) {
            let (svg, guide) = with_guide(&section(data)).unwrap();
            assert!((1..=MOST_COLUMNS).contains(&guide.columns.len()), "{svg}");
            let mut end = 0.0;
            for column in &guide.columns {
                assert!(column.from >= end - 0.11 && column.to >= column.from);
                assert!(column.to <= f64::from(WIDTH) && !column.words.is_empty());
                end = column.to;
            }
            // The base content of these has no A.
            let drawn = guide.series.iter().filter(|one| one.class != "base-a");
            for series in drawn {
                assert!(
                    svg.contains(&format!("{}\"", series.class)),
                    "{series:?}: {svg}"
                );
            }
        }
    }
    let quality = all(35, 39, 5, Some(37.0)).swap_remove(0);
    let (_, guide) = with_guide(&section(quality)).unwrap();
    assert_eq!(
        guide.columns[0].words,
        "positions 35–39: median Q37, quartiles Q37–Q37, 10–90 % Q37–Q37"
    );
}

/// Texts above a drawing: one from the left, one from the right.
#[test]
fn what_stands_above_a_drawing_has_room_for_both() {
    for data in all(35, 39, 1000, Some(30.0)) {
        let drawing = svg(&section(data)).unwrap();
        let above: Vec<&str> = drawing
            .split("<text ")
            .filter(|text| text.contains("axis-title") || text.contains("note minor"))
            .filter(|text| text.contains("y=\"13\""))
            .filter_map(|text| text.split(['>', '<']).nth(1))
            .collect();
        assert!(!above.is_empty(), "{drawing}");
        let letters: usize = above.iter().map(|text| text.chars().count()).sum();
        assert!(letters <= 86, "{letters} letters: {above:?}");
    }
}

#[test]
fn a_page_without_a_program_has_tooltips() {
    let data = all(35, 39, 5, Some(37.0)).swap_remove(0);
    let svg = svg_with_tooltips(&section(data), "a").unwrap();
    assert!(
        svg.contains("<title>positions 35–39: median Q37, quartiles"),
        "{svg}"
    );
    assert!(svg.ends_with("</rect></g></svg>"));
}
