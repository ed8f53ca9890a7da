//! Instants and lengths for people. Instants are UTC.

use std::fmt::Write;

use genesys::Timestamp;

/// `2026-03-02 09:00:00.123`
pub(super) fn instant_ms(time: Timestamp) -> String {
    let mut iso = String::new();
    match write!(iso, "{time}") {
        Ok(()) => iso.trim_end_matches('Z').replacen('T', " ", 1),
        Err(_) => format!("{} ms", time.ms()),
    }
}

/// `2026-03-02 09:00:00`
pub(super) fn instant(time: Timestamp) -> String {
    before(&instant_ms(time), '.')
}

/// `2026-03-02 09:00`
pub(super) fn minute(time: Timestamp) -> String {
    before(&instant(time), ':')
}

/// `2026-03-02`
pub(super) fn day(time: Timestamp) -> String {
    before(&instant(time), ' ')
}

/// `09:00:00.123`
pub(super) fn clock_ms(time: Timestamp) -> String {
    after(&instant_ms(time), ' ')
}

/// `09:00:00`
pub(super) fn clock(time: Timestamp) -> String {
    after(&instant(time), ' ')
}

/// `03-02 09:00:00`
pub(super) fn day_clock(time: Timestamp) -> String {
    after(&instant(time), '-')
}

/// `03-02 09:00:00.123`
pub(super) fn day_clock_ms(time: Timestamp) -> String {
    after(&instant_ms(time), '-')
}

/// The text before the last occurrence of a mark, or the whole text if the mark does not occur.
fn before(text: &str, mark: char) -> String {
    text.rsplit_once(mark).map_or(text, |(before, _)| before).to_owned()
}

/// The text after the first occurrence of a mark, or the whole text if the mark does not occur.
fn after(text: &str, mark: char) -> String {
    text.split_once(mark).map_or(text, |(_, after)| after).to_owned()
}

/// From one instant to a later one, with the day once: `2026-03-02 09:00:00 – 09:58:39 UTC`.
pub(super) fn from_to(from: Timestamp, to: Timestamp) -> String {
    let (from, to) = (instant(from), instant(to));
    let same_day =
        from.split_once(' ').map(|(day, _)| day) == to.split_once(' ').map(|(day, _)| day);
    let to = to.rsplit_once(' ').filter(|_| same_day).map_or(to.as_str(), |(_, clock)| clock);
    format!("{from} – {to} UTC")
}

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A length: `45ms`, `0.3s`, `28s`, `3:05`, `1:02:03`, `59d 19h`.
pub(super) fn length(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.unsigned_abs();
    let text = match ms {
        0 => "0s".to_owned(),
        1..100 => format!("{ms}ms"),
        100..10_000 => format!("{}.{}s", ms / SECOND, ms % SECOND / 100),
        10_000..MINUTE => format!("{}s", ms / SECOND),
        MINUTE..DAY => minutes(ms),
        _ => format!("{}d {}h", ms / DAY, ms % DAY / HOUR),
    };
    format!("{sign}{text}")
}

/// A time since the start of the conversation: `0:28`, `1:02:03`, `59d 19:37:50`.
pub(super) fn offset(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.unsigned_abs();
    match ms / DAY {
        0 => format!("{sign}{}", minutes(ms)),
        days => format!(
            "{sign}{days}d {}:{:02}:{:02}",
            ms % DAY / HOUR,
            ms % HOUR / MINUTE,
            ms % MINUTE / SECOND
        ),
    }
}

fn minutes(ms: u64) -> String {
    let (minutes, seconds) = (ms % HOUR / MINUTE, ms % MINUTE / SECOND);
    match ms / HOUR {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorter_lengths_are_more_precise() {
        let lengths = [0, 45, 340, 9_999, 28_000, 185_000, 3_723_000, 5_168_270_000, -1_500];
        let said = ["0s", "45ms", "0.3s", "9.9s", "28s", "3:05", "1:02:03", "59d 19h", "-1.5s"];
        assert_eq!(lengths.map(length), said);
        assert_eq!([28_000, 5_168_270_000].map(offset), ["0:28", "59d 19:37:50"]);
        assert!(!length(i64::MIN).is_empty());
    }

    #[test]
    fn instants_are_utc_and_show_the_day_once() {
        let at = |text: &str| text.parse().unwrap();
        let (nine, ten) = (at("2026-03-02T09:00:00.123Z"), at("2026-03-02T10:00:00Z"));
        assert_eq!(from_to(nine, ten), "2026-03-02 09:00:00 – 10:00:00 UTC");
        assert_eq!(
            from_to(nine, at("2026-03-03T10:00:00Z")),
            "2026-03-02 09:00:00 – 2026-03-03 10:00:00 UTC"
        );
        assert_eq!((day(nine).as_str(), clock_ms(nine).as_str()), ("2026-03-02", "09:00:00.123"));
        assert_eq!(instant_ms(Timestamp::from_ms(i64::MAX)), format!("{} ms", i64::MAX));
    }
}
