//! Numbers as people read them.

/// All digits, grouped in threes: `51,300,210`.
#[must_use]
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Three significant digits and a thin unit: `812`, `80k`, `51.3 M`, `7.69 G`.
#[must_use]
pub fn short(value: f64) -> String {
    let mut value = value;
    let mut suffix = "";
    for (next, unit) in [
        ("k", 1e3),
        (" M", 1e6),
        (" G", 1e9),
        (" T", 1e12),
        (" P", 1e15),
    ] {
        // 999.5 and more would be printed as 1000.
        if value.abs() >= 0.9995 * unit {
            suffix = next;
        }
    }
    value /= match suffix {
        "k" => 1e3,
        " M" => 1e6,
        " G" => 1e9,
        " T" => 1e12,
        " P" => 1e15,
        _ => 1.0,
    };
    let digits = if value.abs() >= 99.95 {
        0
    } else if value.abs() >= 9.995 {
        1
    } else {
        2
    };
    format!("{}{suffix}", trimmed(value, digits))
}

/// Bases with their unit: `812 b`, `80 kb`, `7.69 Gb`.
#[must_use]
pub fn bases(value: u64) -> String {
    let text = short(value as f64);
    match text.strip_suffix('k') {
        Some(number) => format!("{number} kb"),
        None if value < 1000 => format!("{text} b"),
        None => format!("{text}b"),
    }
}

/// A count in short form: `80k`, `51.3 M`; small ones in full.
#[must_use]
pub fn count(value: u64) -> String {
    if value < 10_000 {
        grouped(value)
    } else {
        short(value as f64)
    }
}

/// A fixed number of decimals, without zeros at the end: `36`, `36.5`.
#[must_use]
pub fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if !text.contains('.') {
        return text;
    }
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// One decimal and the sign, never rounded to 0 or 100 when it is not: `92.4 %`,
/// `below 0.1 %`, `above 99.9 %`.
#[must_use]
pub fn percent(value: f64) -> String {
    if value > 0.0 && value < 0.05 {
        "below 0.1 %".to_owned()
    } else if (99.95..100.0).contains(&value) {
        "above 99.9 %".to_owned()
    } else {
        format!("{} %", trimmed(value, 1))
    }
}

/// A quality score: `Q36`, `Q36.5`.
#[must_use]
pub fn quality(value: f64) -> String {
    format!("Q{}", trimmed(value, 1))
}

/// `1 read`, `2,000 reads`.
#[must_use]
pub fn reads(value: u64) -> String {
    format!(
        "{} {}",
        grouped(value),
        if value == 1 { "read" } else { "reads" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_thin() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(51_300_210), "51,300,210");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(80_000.0), "80k");
        assert_eq!(short(999_999.0), "1 M");
        assert_eq!(short(51_340_000.0), "51.3 M");
        assert_eq!(short(1_234_000.0), "1.23 M");
        assert_eq!(bases(7_690_000_000), "7.69 Gb");
        assert_eq!(bases(8000), "8 kb");
        assert_eq!(bases(12), "12 b");
    }

    #[test]
    fn shares_are_not_rounded_to_all_or_nothing() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.001), "below 0.1 %");
        assert_eq!(percent(99.99), "above 99.9 %");
        assert_eq!(percent(100.0), "100 %");
        assert_eq!(percent(92.44), "92.4 %");
        assert_eq!(trimmed(-0.01, 1), "0");
    }
}
