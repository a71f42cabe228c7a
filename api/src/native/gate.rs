//! Gates: `--fail-on 'q30<80,adapter>5'` says which figures make a run fail.

use serde_json::Value;
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Where the value of a metric stands in the JSON of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A figure, by its JSON pointer.
    Figure(&'static str),
    /// The number of sections with this verdict.
    Sections(&'static str),
    /// 1 if the section with this id fails, 0 if it was judged otherwise.
    Fails(&'static str),
}

/// A figure that a gate can be on.
#[derive(Debug, PartialEq, Eq)]
struct Metric {
    name: &'static str,
    unit: &'static str,
    place: Place,
}

const fn figure(name: &'static str, unit: &'static str, pointer: &'static str) -> Metric {
    Metric {
        name,
        unit,
        place: Place::Figure(pointer),
    }
}

const fn sections(name: &'static str, verdict: &'static str) -> Metric {
    Metric {
        name,
        unit: " sections",
        place: Place::Sections(verdict),
    }
}

/// Units come with the space before them.
static METRICS: [Metric; 17] = [
    figure("reads", " reads", "/summary/reads"),
    figure("bases", " bases", "/summary/bases"),
    figure("q20", " %", "/summary/q20_percent"),
    figure("q30", " %", "/summary/q30_percent"),
    figure("gc", " %", "/summary/gc_percent"),
    figure("n", " %", "/summary/n_percent"),
    figure("mean_quality", "", "/summary/mean_quality"),
    figure("min_length", " bases", "/summary/length/min"),
    figure("mean_length", " bases", "/summary/length/mean"),
    figure("median_length", " bases", "/summary/length/median"),
    figure("max_length", " bases", "/summary/length/max"),
    figure("n50", " bases", "/summary/length/n50"),
    figure("duplicate", " %", "/summary/duplicate_percent"),
    figure("adapter", " %", "/summary/adapter_percent"),
    sections("failed", "fail"),
    sections("warned", "warn"),
    Metric {
        name: "mates_differ",
        unit: "",
        place: Place::Fails("read_pairs"),
    },
];

fn known() -> String {
    METRICS.each_ref().map(|metric| metric.name).join(", ")
}

impl Metric {
    /// The value in the JSON of a report, if there is one.
    fn measure(&self, report: &Value) -> Option<f64> {
        let sections = || report.get("sections")?.as_array();
        let says = |section: &Value, key: &str, value: &str| {
            section.get(key).and_then(Value::as_str) == Some(value)
        };
        match self.place {
            Place::Figure(pointer) => report.pointer(pointer)?.as_f64(),
            Place::Sections(verdict) => {
                let found = sections()?.iter();
                let count = found.filter(|one| says(one, "verdict", verdict)).count();
                Some(count as f64)
            }
            Place::Fails(id) => {
                let section = sections()?.iter().find(|one| says(one, "id", id))?;
                let judged = !says(section, "verdict", "none");
                judged.then(|| f64::from(u8::from(says(section, "verdict", "fail"))))
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// One condition under which a run fails.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gate {
    metric: &'static Metric,
    comparison: Comparison,
    limit: f64,
}

/// Why text is no gate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum GateError {
    /// It is not made of metric, comparison and number.
    #[error("{0:?} is no gate; write a metric, one of < <= > >=, and a number, as in q30<80")]
    Form(String),
    /// No such metric.
    #[error("there is no metric {0:?}; these are known: {list}", list = known())]
    Metric(String),
    /// The limit is no number.
    #[error("the limit {0:?} is no number; write it as in 80, 0.5 or 1e6")]
    Limit(String),
}

impl FromStr for Gate {
    type Err = GateError;

    fn from_str(text: &str) -> Result<Self, GateError> {
        let form = || GateError::Form(text.trim().to_owned());
        let at = text.find(['<', '>']).ok_or_else(form)?;
        let (name, rest) = text.split_at(at);
        let signs = [
            Comparison::LessOrEqual,
            Comparison::GreaterOrEqual,
            Comparison::Less,
            Comparison::Greater,
        ];
        let (comparison, limit) = signs
            .into_iter()
            .find_map(|comparison| Some((comparison, rest.strip_prefix(comparison.sign())?)))
            .ok_or_else(form)?;
        let (name, limit) = (name.trim(), limit.trim());
        if name.is_empty() || limit.is_empty() {
            return Err(form());
        }
        let metric = METRICS
            .iter()
            .find(|metric| metric.name == name)
            .ok_or_else(|| GateError::Metric(name.to_owned()))?;
        let limit = limit
            .parse()
            .ok()
            .filter(|limit: &f64| limit.is_finite())
            .ok_or_else(|| GateError::Limit(limit.to_owned()))?;
        Ok(Self {
            metric,
            comparison,
            limit,
        })
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = self.comparison.sign();
        write!(f, "{}{sign}{}", self.metric.name, self.limit)
    }
}

/// A gate that failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Broken<'a> {
    gate: &'a Gate,
    /// None where the report has no such figure: nobody can say that it is within the limit.
    measured: Option<f64>,
}

impl fmt::Display for Broken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Metric { name, unit, .. } = self.gate.metric;
        let (gate, limit) = (self.gate, self.gate.limit);
        match self.measured {
            Some(measured) => write!(
                f,
                "gate {gate} failed: {name} is {measured}{unit}, the limit is {limit}{unit}"
            ),
            None => write!(
                f,
                "gate {gate} failed: {name} has no value here, the limit is {limit}{unit}"
            ),
        }
    }
}

impl Gate {
    /// What is wrong with the JSON of a report, if this gate is.
    pub(super) fn check(&self, report: &Value) -> Option<Broken<'_>> {
        let measured = self.metric.measure(report);
        let broken = measured.is_none_or(|value| self.comparison.holds(value, self.limit));
        broken.then_some(Broken {
            gate: self,
            measured,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use shared::{
        analysis::tally_chunk,
        fastq::Layout,
        report::{Report, ReportOptions},
    };

    fn gate(text: &str) -> Gate {
        text.parse().unwrap()
    }

    #[test]
    fn the_four_comparisons() {
        let report = json!({"summary": {"q30_percent": 80}});
        for (text, fails) in [
            ("q30<80", false),
            ("q30<=80", true),
            ("q30>80", false),
            ("q30>=80", true),
            (" q30 < 80.5 ", true),
            ("q30>8e1", false),
            ("q30>7.9e1", true),
            ("q30>-1", true),
        ] {
            assert_eq!(gate(text).check(&report).is_some(), fails, "{text}");
        }
    }

    #[test]
    fn what_is_no_gate() {
        let form = |text: &str| GateError::Form(text.to_owned());
        for (text, error) in [
            ("", form("")),
            ("q30", form("q30")),
            ("q30=80", form("q30=80")),
            ("<80", form("<80")),
            ("q30<", form("q30<")),
            ("q30<=", form("q30<=")),
            ("Q30<80", GateError::Metric("Q30".to_owned())),
            ("q31<80", GateError::Metric("q31".to_owned())),
            ("q30<eighty", GateError::Limit("eighty".to_owned())),
            ("q30<80%", GateError::Limit("80%".to_owned())),
            ("q30<>80", GateError::Limit(">80".to_owned())),
            ("q30<nan", GateError::Limit("nan".to_owned())),
            ("q30<inf", GateError::Limit("inf".to_owned())),
        ] {
            assert_eq!(text.parse::<Gate>(), Err(error), "{text}");
        }
        let unknown = "q31<80".parse::<Gate>().unwrap_err().to_string();
        for metric in &METRICS {
            assert!(unknown.contains(metric.name), "{unknown}");
        }
    }

    #[test]
    fn a_figure_without_a_value_fails() {
        let report = json!({"summary": {"duplicate_percent": null}});
        for text in ["duplicate>50", "adapter>5", "failed>0"] {
            let gate = gate(text);
            let broken = gate.check(&report).unwrap();
            assert!(broken.to_string().contains("has no value"), "{broken}");
        }
    }

    #[test]
    fn mates_that_were_not_compared_fail() {
        let gate = gate("mates_differ>0");
        for (verdict, fails) in [
            ("pass", false),
            ("warn", false),
            ("fail", true),
            ("none", true),
        ] {
            let report = json!({"sections": [{"id": "read_pairs", "verdict": verdict}]});
            assert_eq!(gate.check(&report).is_some(), fails, "{verdict}");
        }
        let broken = gate.check(&json!({"sections": []}));
        assert!(broken.unwrap().to_string().contains("has no value"));
    }

    #[test]
    fn what_is_said() {
        let report = json!({"summary": {"q30_percent": 72.5, "reads": 12}});
        let said = |text: &str| gate(text).check(&report).map(|broken| broken.to_string());
        assert_eq!(
            said("q30<80").unwrap(),
            "gate q30<80 failed: q30 is 72.5 %, the limit is 80 %"
        );
        assert_eq!(
            said("reads<1e6").unwrap(),
            "gate reads<1000000 failed: reads is 12 reads, the limit is 1000000 reads"
        );
    }

    /// A key that is renamed in the report would make its gate fail for ever.
    #[test]
    fn every_figure_stands_in_a_report() {
        let text = b"@r1\nACGTN\n+\nIIII!\n@r2\nGGC\n+\nII#\n";
        let document = tally_chunk(text, Layout::FourLine, 0, false).document;
        let report = Report::build(&document, &ReportOptions::default());
        let report = serde_json::to_value(&report).unwrap();
        for metric in &METRICS {
            if !["duplicate", "adapter", "mates_differ"].contains(&metric.name) {
                assert!(metric.measure(&report).is_some(), "{}", metric.name);
            }
        }
        let sections = report["sections"].as_array().unwrap();
        let fail = sections.iter().filter(|one| one["verdict"] == "fail");
        assert_eq!(
            gate("failed>0").metric.measure(&report),
            Some(fail.count() as f64)
        );
    }
}
