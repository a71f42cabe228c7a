//! A drawing as a file of its own: light colours, title and sample, and nothing that a drawing
//! program may not know (no layers, variables or queries).

use super::{HEIGHT, WIDTH, escape};

const STYLE: &str = include_str!("../../../style/charts.css");

/// Height of title and sample above the drawing, in user units.
const HEADING: u32 = 48;
/// Height of a drawing with its heading, in user units.
pub const STANDALONE_HEIGHT: u32 = HEIGHT + HEADING;
/// The most letters of a sample's name that fit beside each other.
const MOST_LETTERS: usize = 76;

/// Makes a file of a drawing of [`svg`](super::svg), with what it shows and of which sample above it.
///
/// ```
/// let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 560 300\"></svg>";
/// let file = shared::chart::standalone(drawing, "GC", "A&B.fastq");
/// assert!(file.contains("viewBox=\"0 -48 560 348\"") && file.contains("A&amp;B.fastq"));
/// ```
#[must_use]
pub fn standalone(svg: &str, title: &str, sample: &str) -> String {
    let Some((root, marks)) = svg.split_once('>') else {
        return svg.to_owned();
    };
    let root = root.replacen(
        &format!("viewBox=\"0 0 {WIDTH} {HEIGHT}\""),
        &format!(
            "width=\"{WIDTH}\" height=\"{STANDALONE_HEIGHT}\" viewBox=\"0 -{HEADING} {WIDTH} {STANDALONE_HEIGHT}\""
        ),
        1,
    );
    let sample = if sample.chars().count() > MOST_LETTERS {
        sample.chars().take(MOST_LETTERS - 1).collect::<String>() + "…"
    } else {
        sample.to_owned()
    };
    // The title and description of the drawing come first: tooltips are taken from the first title.
    let (words, marks) = marks.split_once("</desc>").unwrap_or(("", marks));
    let end = if words.is_empty() { "" } else { "</desc>" };
    format!(
        "{root}>{words}{end}<style><![CDATA[\n{}]]></style>\
         <rect x=\"0\" y=\"-{HEADING}\" width=\"{WIDTH}\" height=\"{STANDALONE_HEIGHT}\" fill=\"#ffffff\"/>\
         <text class=\"heading\" x=\"6\" y=\"-27\">{}</text><text class=\"sample\" x=\"6\" y=\"-9\">{}</text>{marks}\n",
        light_style(STYLE),
        escape(title),
        escape(&sample)
    )
}

/// The rules for charts with the light colours in place of their names.
fn light_style(style: &str) -> String {
    let mut colours: Vec<(&str, &str)> = Vec::new();
    let mut rules = String::new();
    for (selector, body) in blocks(style) {
        if selector == ":root" && colours.is_empty() {
            colours = body
                .split(';')
                .filter_map(|line| {
                    let (name, value) = line.rsplit_once("--")?.1.split_once(':')?;
                    Some((name.trim(), value.trim()))
                })
                .collect();
        } else if selector.starts_with(".chart ") {
            let mut rule = body.to_owned();
            for (name, value) in &colours {
                rule = rule.replace(&format!("var(--{name})"), value);
            }
            rules += &format!("{selector} {{{rule}}}\n");
        }
    }
    rules
}

/// Selectors and bodies of the rules that stand in the layer itself, not in a query.
fn blocks(style: &str) -> Vec<(&str, &str)> {
    const LAYER: usize = 1;
    let mut blocks = Vec::new();
    let (mut depth, mut start, mut selector) = (0_usize, 0, "");
    for (place, letter) in style.match_indices(['{', '}']) {
        let text = style.get(start..place).unwrap_or_default();
        if letter == "{" {
            if depth == LAYER {
                selector = text.rsplit("*/").next().unwrap_or_default().trim();
            }
            depth += 1;
        } else {
            depth = depth.saturating_sub(1);
            if depth == LAYER && !selector.starts_with('@') {
                blocks.push((selector, text));
            }
        }
        start = place + 1;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_needs_nothing_else() {
        let style = light_style(STYLE);
        assert!(!style.contains("var(") && !style.contains('@') && !style.contains("]]>"));
        assert!(style.contains(".chart .bar { fill: #3d87b5; }"), "{style}");
        assert!(style.contains(".chart path.base-a { stroke: #009e73; }"));
        assert!(style.matches('{').count() > 30);
    }
}
