//! A section of a report as a picture: SVG drawn by plotters through a backend of our own.
//!
//! No host is asked for fonts, and there is no DOM: the same text comes out in a browser, a Web
//! Worker, at the edge and natively. Colours are class names, themed by `style/charts.css`; a
//! chart is readable without colour and carries a text alternative.
//!
//! The root has the class `chart`; put it into an element of the class `chart-frame`, so that
//! the type grows where the frame is narrow.

use crate::report::{Section, SectionData};

mod adapters;
mod backend;
mod base_content;
mod duplication;
mod gc_content;
mod guide;
mod ink;
mod n_content;
mod observed_quality;
mod plot;
mod quality_by_length;
mod quality_by_position;
mod read_length;
mod read_quality;
pub mod scale;
mod standalone;
mod tiles;

use self::backend::Scene;
pub use self::guide::{Column, Guide, MOST_COLUMNS, Series};
pub use self::standalone::{STANDALONE_HEIGHT, standalone};

/// Width of the drawing in user units: pixels, where it is shown at its own size.
pub const WIDTH: u32 = 560;
/// Height of the drawing in user units.
pub const HEIGHT: u32 = 300;

/// Draws a section; `None` where there is nothing to draw.
///
/// The ids of title and description are made of the section's id and its contents, so that two
/// charts on one page have different ids unless they are the same. [`svg_with_tooltips`] takes a
/// prefix instead.
#[must_use]
pub fn svg(section: &Section) -> Option<String> {
    with_guide(section).map(|(svg, _)| svg)
}

/// Draws a section as [`svg`] does, and says what the drawing shows.
#[must_use]
pub fn with_guide(section: &Section) -> Option<(String, Guide)> {
    let (marks, guide) = draw(section)?;
    let prefix = format!("chart-{:08x}", fingerprint(&[&section.sentence, &marks]));
    Some((document(section, &prefix, &marks), guide))
}

/// Draws a section for a page without a program: its values are tooltips. Ids begin with `prefix`;
/// characters other than letters, digits, `-` and `_` are replaced.
#[must_use]
pub fn svg_with_tooltips(section: &Section, prefix: &str) -> Option<String> {
    let prefix: String = prefix
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .collect();
    draw(section).map(|(marks, guide)| document(section, &prefix, &(marks + &guide.tooltips())))
}

fn draw(section: &Section) -> Option<(String, Guide)> {
    let mut scene = Scene::default();
    let guide = match &section.data {
        SectionData::PerBaseSequenceQuality(data) => quality_by_position::draw(data, &mut scene)?,
        SectionData::PerSequenceQualityScores(data) => read_quality::draw(data, &mut scene)?,
        SectionData::PerBaseSequenceContent(data) => base_content::draw(data, &mut scene)?,
        SectionData::PerSequenceGcContent(data) => gc_content::draw(data, &mut scene)?,
        SectionData::PerBaseNContent(data) => n_content::draw(data, &mut scene)?,
        SectionData::SequenceLengthDistribution(data) => read_length::draw(data, &mut scene)?,
        SectionData::PerTileSequenceQuality(data) => tiles::draw(data, &mut scene)?,
        SectionData::SequenceDuplicationLevels(data) => duplication::draw(data, &mut scene)?,
        SectionData::AdapterContent(data) => adapters::draw(data, &mut scene)?,
        SectionData::QualityByLength(data) => quality_by_length::draw(data, &mut scene)?,
        SectionData::ObservedQuality(data) => observed_quality::draw(data, &mut scene)?,
        // Lists have no picture.
        SectionData::OverrepresentedSequences(_)
        | SectionData::SequencingRun(_)
        | SectionData::Integrity(_)
        | SectionData::ReadPairs(_) => return None,
    };
    Some((scene.into_marks(), guide))
}

fn document(section: &Section, prefix: &str, marks: &str) -> String {
    let id = escape(&section.id);
    let (title, mut sentence) = (escape(&section.title), escape(&section.sentence));
    if let SectionData::PerTileSequenceQuality(data) = &section.data {
        let tiles = tiles::tiles_per_row(data.tiles.len());
        if tiles > 1 {
            sentence += &format!(" Each row of the drawing is the average of {tiles} tiles.");
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-labelledby=\"{prefix}-{id}-title {prefix}-{id}-desc\">\
         <title id=\"{prefix}-{id}-title\">{title}</title><desc id=\"{prefix}-{id}-desc\">{sentence}</desc>{marks}</svg>"
    )
}

/// Text that is safe inside XML and HTML elements and quoted attributes.
///
/// ```
/// assert_eq!(shared::chart::escape("A&B"), "A&amp;B");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Control characters and these two are not allowed in XML, not even as references.
            '\t' | '\n' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            character if character.is_control() => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

/// FNV-1a, 32 bits: tells charts apart, nothing more.
fn fingerprint(texts: &[&str]) -> u32 {
    texts
        .iter()
        .flat_map(|text| text.bytes())
        .fold(0x811c_9dc5, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}

#[cfg(test)]
mod tests;
