//! Bytes, speeds and times as people read them.

/// Bytes with a thin unit: `812 B`, `1.8 GB`.
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
pub(crate) fn bytes(value: u64) -> String {
    let mut number = value as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB"] {
        if number < 999.5 {
            break;
        }
        number /= 1000.0;
        unit = next;
    }
    let digits = if unit == "B" || number >= 99.95 { 0 } else { 1 };
    format!("{number:.digits$} {unit}")
}

/// Seconds that are left, rounded up: `13 s left`, `4 min left`.
pub(crate) fn time_left(seconds: f64) -> String {
    if !seconds.is_finite() {
        String::new()
    } else if seconds < 90.0 {
        format!("{:.0} s left", seconds.ceil().max(1.0))
    } else {
        format!("{:.0} min left", (seconds / 60.0).ceil())
    }
}

/// A time that was taken: `40 ms`, `0.8 s`, `2 min 5 s`.
pub(crate) fn duration(milliseconds: f64) -> String {
    let seconds = milliseconds / 1000.0;
    if milliseconds < 99.5 {
        format!("{milliseconds:.0} ms")
    } else if seconds < 9.95 {
        format!("{seconds:.1} s")
    } else if seconds < 90.0 {
        format!("{seconds:.0} s")
    } else {
        format!(
            "{:.0} min {:.0} s",
            (seconds / 60.0).floor(),
            seconds % 60.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_three_digits() {
        assert_eq!(
            [0, 812, 999_499, 999_500, 18_400_000_000].map(bytes),
            ["0 B", "812 B", "999 kB", "1.0 MB", "18.4 GB"]
        );
    }

    #[test]
    fn times_are_rounded() {
        assert_eq!(
            [0.2, 12.1, 100.0, f64::INFINITY].map(time_left),
            ["1 s left", "13 s left", "2 min left", ""]
        );
        assert_eq!(
            [38.2, 99.5, 840.0, 13_400.0, 125_000.0].map(duration),
            ["38 ms", "0.1 s", "0.8 s", "13 s", "2 min 5 s"]
        );
    }
}
