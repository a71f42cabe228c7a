//! Reading `fastqc_data.txt`.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is wrong"
)]

/// A module: its name, its status, the lines that begin with `#`, and its rows of cells.
pub(crate) struct Module {
    pub(crate) title: String,
    pub(crate) status: String,
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// The modules of a text, in order.
pub(crate) fn parse(text: &str) -> Vec<Module> {
    let (mut modules, mut open) = (Vec::<Module>::new(), false);
    for line in text.lines() {
        if line == ">>END_MODULE" {
            assert!(open, "a module ends twice");
            open = false;
        } else if let Some(heading) = line.strip_prefix(">>") {
            assert!(!open, "{heading} begins in another module");
            open = true;
            let (title, status) = heading.split_once('\t').unwrap();
            modules.push(Module {
                title: title.to_owned(),
                status: status.to_owned(),
                headings: Vec::new(),
                rows: Vec::new(),
            });
        } else if open {
            let module = modules.last_mut().unwrap();
            if line.starts_with('#') {
                module.headings.push(line.to_owned());
            } else {
                module
                    .rows
                    .push(line.split('\t').map(str::to_owned).collect());
            }
        } else {
            assert!(line.starts_with("##"), "outside of all modules: {line}");
        }
    }
    assert!(!open, "the last module does not end");
    modules
}

/// Equal as text, or as numbers to 1e-9 of the larger of the number and 1. FastQC adds GC weights
/// read by read, so its last digits carry the rounding of as many sums.
pub(crate) fn same_cell(ours: &str, theirs: &str) -> bool {
    if ours == theirs {
        return true;
    }
    match (ours.parse::<f64>(), theirs.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        _ => false,
    }
}
