//! Recognizes files that are not JSON at all, by how they begin.

/// The first bytes of binary files and of markup, and what to do with such a file.
const BEGINNINGS: [(&[u8], &str); 10] = [
    (b"PK\x03\x04", "a zip archive (or a workbook), not JSON: unpack it first"),
    (b"BZh", "compressed with bzip2, not JSON: unpack it with `bunzip2` first, or use gzip"),
    (b"\xfd7zXZ\x00", "compressed with xz, not JSON: unpack it with `unxz` first, or use gzip"),
    (
        b"\x28\xb5\x2f\xfd",
        "compressed with zstd, not JSON: unpack it with `unzstd` first, or use gzip",
    ),
    (b"PAR1", "a Parquet file, not JSON: export it as JSON Lines"),
    (b"Obj\x01", "an Avro file, not JSON: export it as JSON Lines"),
    (b"%PDF", "a PDF document, not JSON: export the data as JSON"),
    (b"\xff\xfe\x00\x00", "text in UTF-32: convert it to UTF-8 first"),
    (b"\x00\x00\xfe\xff", "text in UTF-32: convert it to UTF-8 first"),
    (
        b"<",
        "HTML or XML, not JSON, such as the page of a proxy or a login: request the data again, \
         and look at the status of the answer",
    ),
];
/// What to do with a table.
const TABLE: &str = "a table such as CSV, not JSON: get the conversations from the analytics API \
                     as JSON; an export of a view lacks most fields";

/// How many bytes decide whether a text is a table.
pub(crate) const FIRST_BYTES: usize = 4_096;

/// What a file is that begins with these bytes, if it is not JSON, and what to do with it.
pub(crate) fn by_first_bytes(first: &[u8]) -> Option<&'static str> {
    let beginning = BEGINNINGS.iter().find(|(begin, _)| first.starts_with(begin));
    beginning.map(|(_, what)| *what)
}

/// The same for a text after its first blanks: its first [`FIRST_BYTES`], or all of it.
pub(crate) fn by_first_lines(first: &[u8]) -> Option<&'static str> {
    by_first_bytes(first).or_else(|| is_table(first).then_some(TABLE))
}

/// Whether a text is a table: the same separator, as often in each of its first lines, none of
/// which begins like an object or an array.
fn is_table(first: &[u8]) -> bool {
    let Ok(text) =
        str::from_utf8(first).or_else(|error| str::from_utf8(&first[..error.valid_up_to()]))
    else {
        return false;
    };
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if first.len() >= FIRST_BYTES && lines.len() > 1 {
        lines.pop();
    }
    [',', ';', '\t'].into_iter().any(|separator| {
        let mut counts = lines.iter().map(|line| separators(line, separator));
        let columns = counts.next().unwrap_or_default();
        columns > 0 && lines.len() > 1 && counts.all(|count| count == columns)
    }) && !lines.iter().any(|line| line.trim_start().starts_with(['{', '[']))
}

/// How many separators a line has outside of quotes.
fn separators(line: &str, separator: char) -> usize {
    let mut is_quoted = false;
    let is_counted = |letter: char| {
        is_quoted ^= letter == '"';
        letter == separator && !is_quoted
    };
    line.chars().map(is_counted).filter(|is_counted| *is_counted).count()
}
