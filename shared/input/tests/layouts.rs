//! However values are laid out and encoded, the same values are read; and one that is broken costs
//! only itself.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::cell::RefCell;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use input::{Item, Refusal};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::ser::PrettyFormatter;
use serde_json::{Map, Value};

/// How values follow one another.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Layout {
    Lines,
    OneLine,
    Commas,
    Array,
    ArrayOfLines,
    ArrayOfArrays,
    Page,
    PageOfLines,
    ArrayOfPages,
    PageAfterPage,
}

const LAYOUTS: [Layout; 10] = [
    Layout::Lines,
    Layout::OneLine,
    Layout::Commas,
    Layout::Array,
    Layout::ArrayOfLines,
    Layout::ArrayOfArrays,
    Layout::Page,
    Layout::PageOfLines,
    Layout::ArrayOfPages,
    Layout::PageAfterPage,
];

/// How a single value is written.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    Compact,
    /// Over many lines, with this indentation.
    Pretty(&'static str),
}

const SPELLINGS: [Spelling; 5] = [
    Spelling::Compact,
    Spelling::Pretty(""),
    Spelling::Pretty(" "),
    Spelling::Pretty("    "),
    Spelling::Pretty("\t"),
];

impl Spelling {
    fn spell(self, value: &Value) -> String {
        let Self::Pretty(indent) = self else { return value.to_string() };
        let mut text = Vec::new();
        let formatter = PrettyFormatter::with_indent(indent.as_bytes());
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter)).unwrap();
        String::from_utf8(text).unwrap()
    }
}

impl Layout {
    /// Writes values that are spelled already. `indent` is before each line of a value that is in
    /// an array or page of lines.
    fn lay(self, texts: &[String], indent: &str) -> String {
        let page = |documents: String| {
            format!("{{\"totalHits\":7,\"conversations\":{documents},\"cursor\":\"]}}\"}}")
        };
        let lines = |indent: &str| -> String {
            let indented: Vec<String> = texts
                .iter()
                .map(|text| format!("{indent}{}", text.replace('\n', &format!("\n{indent}"))))
                .collect();
            format!("[\n{}\n", indented.join(",\n"))
        };
        let chunks = |wrap: &dyn Fn(String) -> String| -> Vec<String> {
            texts.chunks(2).map(|chunk| wrap(format!("[{}]", chunk.join(", ")))).collect()
        };
        match self {
            Self::Lines => texts.join("\n") + "\n",
            Self::OneLine => texts.concat(),
            Self::Commas => texts.join(",\n"),
            Self::Array => format!("[{}]", texts.join(",")),
            Self::ArrayOfLines => lines(indent) + "]\n",
            Self::ArrayOfArrays => format!("[{}]", chunks(&|list| list).join(",\n")),
            Self::Page => page(format!("[{}]", texts.join(","))),
            Self::PageOfLines => {
                let documents = lines(&format!("{indent}{indent}"));
                format!(
                    "{{\n{indent}\"conversations\": {documents}{indent}],\n{indent}\"x\": 1\n}}"
                )
            }
            Self::ArrayOfPages => format!("[{}]", chunks(&page).join(", ")),
            Self::PageAfterPage => chunks(&page).join("\n"),
        }
    }
}

/// How a text becomes the bytes of a file.
#[derive(Debug, Clone, Copy)]
struct Encoding {
    marked: bool,
    /// UTF-16, with the low byte first if true.
    utf_16: Option<bool>,
    carriage_returns: bool,
    /// Gzip with this many members, padded with as many zeros.
    gzip: Option<usize>,
}

fn encodings() -> impl Strategy<Value = Encoding> {
    let gzip = prop::option::of(1..4_usize);
    (any::<bool>(), any::<Option<bool>>(), any::<bool>(), gzip).prop_map(
        |(marked, utf_16, carriage_returns, gzip)| Encoding {
            marked,
            utf_16,
            carriage_returns,
            gzip,
        },
    )
}

impl Encoding {
    fn encode(self, text: &str) -> Vec<u8> {
        let text = if self.carriage_returns { text.replace('\n', "\r\n") } else { text.to_owned() };
        let text = if self.marked { format!("\u{feff}{text}") } else { text };
        let bytes: Vec<u8> = match self.utf_16 {
            None => text.into_bytes(),
            Some(true) => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Some(false) => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        let Some(members) = self.gzip else { return bytes };
        let mut packed = Vec::new();
        for part in bytes.chunks(bytes.len() / members + 1) {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(part).unwrap();
            packed.extend(encoder.finish().unwrap());
        }
        packed.extend(vec![0; members]);
        packed
    }
}

/// The values of a file, and what was refused.
fn read(bytes: &[u8]) -> (Vec<Value>, Vec<Refusal>) {
    let read = RefCell::new((Vec::new(), Vec::new()));
    let _ = input::read(&"f".into(), bytes, &|item| {
        let (values, refusals) = &mut *read.borrow_mut();
        match item {
            // Its grammar is right, but a number may be beyond the range of the parser.
            Item::Message(_, text) => values.push(serde_json::from_str(&text).unwrap_or_default()),
            Item::Refused(_, refusal) => refusals.push(refusal),
        }
        true
    });
    read.into_inner()
}

/// Every value of the fixtures.
fn fixtures() -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    let cases = std::fs::read_dir(format!("{folder}/cases")).unwrap();
    let mut files: Vec<_> = cases.map(|entry| entry.unwrap().path()).collect();
    files.push(format!("{folder}/flows.jsonl").into());
    files.push(format!("{folder}/detail-events.json").into());
    files.sort();
    files.iter().flat_map(|file| read(&std::fs::read(file).unwrap()).0).collect()
}

fn values() -> impl Strategy<Value = Value> {
    let text = "[a-z{}\\[\\]\",:\\\\ \u{e4}\u{1f600}\n]{0,12}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has none", |number| number.is_finite())
            .prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text, inner), 0..4).prop_map(object),
        ]
    })
}

fn object(fields: Vec<(String, Value)>) -> Value {
    Value::Object(fields.into_iter().collect::<Map<_, _>>())
}

/// Objects with a number that tells them apart.
fn objects() -> impl Strategy<Value = Vec<Value>> {
    let fields = prop::collection::vec(("[a-z{\"]{1,6}", values()), 0..4);
    prop::collection::vec(fields, 1..7).prop_map(|all| {
        let numbered = |(number, fields): (usize, Vec<(String, Value)>)| {
            let mut value = object(fields);
            value["number"] = Value::from(number);
            value
        };
        all.into_iter().enumerate().map(numbered).collect()
    })
}

fn spelled(values: &[Value], spelling: Spelling) -> Vec<String> {
    values.iter().map(|value| spelling.spell(value)).collect()
}

/// Every fixture in every layout and spelling.
#[test]
fn fixtures_are_the_same_in_every_layout() {
    let values = fixtures();
    assert!(values.len() > 20, "{}", values.len());
    for layout in LAYOUTS {
        for spelling in SPELLINGS {
            let text = layout.lay(&spelled(&values, spelling), "  ");
            assert_eq!(
                read(text.as_bytes()),
                (values.clone(), Vec::new()),
                "{layout:?} {spelling:?}"
            );
        }
    }
}

/// Changes a value so that it is no JSON, with brackets and quotes as before.
fn balanced_fault(text: &str, fault: &str) -> String {
    match fault {
        "name" => text.replacen('{', "{oops,", 1),
        "colon" => text.replacen("\"number\":", "\"number\";", 1),
        "literal" => text.replacen('{', "{\"x\":nul,", 1),
        "number" => text.replacen('{', "{\"x\":01,", 1),
        "escape" => text.replacen('{', "{\"x\":\"\\x\",", 1),
        "bracket" => text.replacen('{', "{\"x\":{\"y\":[1,]},", 1),
        _ => text.replacen('{', "{,", 1),
    }
}

/// Whether all of these values were read, in this order, and perhaps others.
fn has_all(read: &[Value], expected: &[Value]) -> bool {
    let mut read = read.iter();
    expected.iter().all(|value| read.any(|other| other == value))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Any layout, spelling and encoding of the same values gives the same values.
    #[test]
    fn layout_and_encoding_do_not_matter(
        values in objects(),
        layout in prop::sample::select(&LAYOUTS[..]),
        spelling in prop::sample::select(&SPELLINGS[..]),
        encoding in encodings(),
    ) {
        let text = layout.lay(&spelled(&values, spelling), "  ");
        prop_assert_eq!(read(&encoding.encode(&text)), (values, Vec::new()), "{}", text);
    }

    /// A broken value whose brackets balance is reported once, and no other is lost. Its lines are
    /// indented, if it has several: without that, one looks like the begin of another value.
    #[test]
    fn a_balanced_fault_costs_one_value(
        mut values in objects(),
        place in any::<prop::sample::Index>(),
        layout in prop::sample::select(&LAYOUTS[..]),
        spelling in prop::sample::select(&[SPELLINGS[0], SPELLINGS[2], SPELLINGS[3]][..]),
        encoding in encodings(),
        fault in prop::sample::select(
            &["name", "colon", "literal", "number", "escape", "bracket", "comma"][..]
        ),
    ) {
        let place = place.index(values.len());
        let mut texts = spelled(&values, spelling);
        texts[place] = balanced_fault(&texts[place], fault);
        let text = layout.lay(&texts, "  ");
        values.remove(place);
        let (read, refused) = read(&encoding.encode(&text));
        prop_assert_eq!((read, refused.len()), (values, 1), "{}", text);
    }

    /// Breaks one value that is on lines of its own, by an insertion, a removal or a cut. No other
    /// value is lost. In an array or page, a value that was cut off may take the next text with it.
    #[test]
    fn any_fault_on_own_lines_costs_one_value(
        mut values in objects(),
        place in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        layout in prop::sample::select(
            &[Layout::Lines, Layout::ArrayOfLines, Layout::PageOfLines][..]
        ),
        spelling in prop::sample::select(&[SPELLINGS[0], SPELLINGS[2], SPELLINGS[3]][..]),
        encoding in encodings(),
        fault in prop::sample::select(&["{", "}", "[", "]", "\"", "\\", ",", "remove", "cut"][..]),
    ) {
        let place = place.index(values.len());
        let mut texts = spelled(&values, spelling);
        let letters: Vec<char> = texts[place].chars().collect();
        let at = 1 + at.index(letters.len() - 1);
        let (before, after): (String, String) =
            (letters[..at].iter().collect(), letters[at..].iter().collect());
        let layout = if fault == "cut" { Layout::Lines } else { layout };
        texts[place] = match fault {
            "remove" => before + &after.chars().skip(1).collect::<String>(),
            "cut" => before,
            inserted => before + inserted + &after,
        };
        let text = layout.lay(&texts, "  ");
        values.remove(place);
        let (read, _) = read(&encoding.encode(&text));
        prop_assert!(has_all(&read, &values), "{}\n{:?}", text, read);
    }

    /// Arbitrary bytes never break the reader, and what it passes is JSON.
    #[test]
    fn arbitrary_bytes_are_read_to_their_end(
        pieces in prop::collection::vec(prop::sample::select(
            &["{", "}", "[", "]", "\"", "\\", ",", ":", "\n", " ", "1", "null", "\"a\"", "\u{feff}",
                "{\"conversations\":[", "\"conversations\"", "x"][..]
        ), 0..40),
        encoding in encodings(),
    ) {
        read(&encoding.encode(&pieces.concat()));
        read(pieces.concat().as_bytes());
    }
}
