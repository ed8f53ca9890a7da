use std::cell::RefCell;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// Returns one byte per read.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

/// Each item after its position: `2` on the second line, `2/3` as the third element there.
fn read_from(reader: impl Read) -> Vec<String> {
    let place = |origin: Origin| origin.to_string()["f:".len()..].replace(": element ", "/");
    let items = RefCell::new(Vec::new());
    let outcome = read(&"f".into(), reader, &|item| {
        items.borrow_mut().push(match item {
            Item::Message(origin, text) => format!("{} {text}", place(origin)),
            Item::Refused(origin, refusal) => format!("{} {refusal:?}", place(origin)),
        });
        true
    });
    assert_eq!(outcome, Some(()), "everything was wanted");
    items.into_inner()
}

fn read_all(text: &[u8]) -> Vec<String> {
    let items = read_from(text);
    assert_eq!(read_from(Slow(text)), items, "however little comes at a time");
    items
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_broken_line_affects_no_other_line() {
    let text =
        b"\xef\xbb\xbf\n {\"a\":1}\n\n{\"b\":2}{\"c\":3} {\"d\":\n5\nnull\n\xff\xfe\n{\"e\":4}";
    let items = [
        "2 {\"a\":1}",
        "4 {\"b\":2}",
        "4 {\"c\":3}",
        "4 Line(16)",
        "5 5",
        "6 null",
        "7 Line(1)",
        "8 {\"e\":4}",
    ];
    assert_eq!(read_all(text), items);
    assert_eq!(read_all(&gzip(text)), items);
}

#[test]
fn an_array_is_read_element_by_element() {
    assert_eq!(
        read_all(b"\n [\n{\"a\":\n1},\n7, null]\n"),
        ["3/1 {\"a\":\n1}", "5/2 7", "5/3 null"]
    );
    assert_eq!(read_all(b"[{\"a\":1},\n{\"b\":]"), ["1/1 {\"a\":1}", "2/2 Array(6)"]);
    assert_eq!(read_all(b"[{\"a\":1} {}]"), ["1/1 {\"a\":1}", "1/2 Array(10)"]);
    assert_eq!(read_all(b"[{\"a\":1}] x"), ["1/1 {\"a\":1}", "1 Array(11)"]);
    assert_eq!(read_all(b"[1, 2"), ["1/1 1", "1/2 2", "1/3 Array(5)"]);
    assert_eq!(read_all(b"[]"), Vec::<String>::new());
}

// An element that is not UTF-8 affects no other element.
#[test]
fn array_element_not_utf_8_is_skipped() {
    let text = b"[\"\xff\",\n{\"a\":[\"\xff\xfe\", 1]}, 2 ,\"\xc3\xa4\"\n,[\"\xc3\"]]";
    let items = ["1/1 NotText", "2/2 NotText", "2/3 2", "2/4 \"\u{e4}\"", "3/5 NotText"];
    assert_eq!(read_all(text), items);
    assert_eq!(read_all(b"[\"\xff\", {]"), ["1/1 NotText", "1/2 Array(8)"]);
}

#[test]
fn utf_16_is_refused_once() {
    for text in ["{\"a\":1}\n{\"b\":2}", "[1]", "\r\n {}"] {
        let (little, big): (Vec<[u8; 2]>, Vec<[u8; 2]>) =
            text.encode_utf16().map(|unit| (unit.to_le_bytes(), unit.to_be_bytes())).unzip();
        for (units, mark) in [(little.concat(), [0xff, 0xfe]), (big.concat(), [0xfe, 0xff])] {
            assert_eq!(read_all(&[&mark, &*units].concat()), ["1 Utf16"], "{text:?}");
            assert_eq!(read_all(&units), ["1 Utf16"], "{text:?} without a mark");
        }
    }
}

#[test]
fn empty_input_has_no_values() {
    for text in ["", "\u{feff}", " \n", "\n"] {
        assert_eq!(read_all(text.as_bytes()), Vec::<String>::new());
        assert_eq!(read_all(&gzip(text.as_bytes())), Vec::<String>::new());
    }
}

// A line that is too long affects no other line; an array element that is too long ends the array.
#[test]
fn too_long_line_is_skipped_element_ends_array() {
    let mut lines = vec![b'x'; MAX_VALUE_BYTES + 10];
    lines.extend(b"\n{}");
    assert_eq!(read_from(&*lines), ["1 Long", "2 {}"]);
    for long in ["\"".to_owned() + &"x".repeat(MAX_VALUE_BYTES), " ".repeat(MAX_VALUE_BYTES)] {
        assert_eq!(read_from(format!("[{{}},\n{long}").as_bytes()), ["1/1 {}", "2/2 Element"]);
    }
    let many = format!("[{}0]", "[1,2,3,4,5,6,7],".repeat(MAX_VALUE_BYTES / 16));
    assert_eq!(
        read_from(many.as_bytes()).len(),
        MAX_VALUE_BYTES / 16 + 1,
        "an array is as long as it likes"
    );
}

// Several members are one file; a truncated member is reported.
#[test]
fn gzip_members_are_one_file() {
    let members = [gzip(b"{\"a\":1}\n"), gzip(b"{\"b\":2}\n")].concat();
    assert_eq!(read_all(&members), ["1 {\"a\":1}", "2 {\"b\":2}"]);
    let cut = read_all(&members[..members.len() - 4]);
    assert_eq!(cut, ["1 {\"a\":1}", "2 {\"b\":2}", "3 Unreadable(UnexpectedEof)"]);
    assert_eq!(read_all(&members[..2]), ["1 Unreadable(UnexpectedEof)"]);
}

/// Tapes and block devices pad their last block with zeros, which `gzip` ignores, too. Anything
/// else after the last member is reported.
#[test]
fn only_zeros_may_follow_gzip() {
    let text = gzip(b"{\"a\":1}\n");
    for zeros in [1, 2, 511, 300_000] {
        assert_eq!(read_all(&[&*text, &vec![0; zeros]].concat()), ["1 {\"a\":1}"], "{zeros}");
    }
    for odd in [&b"\x00\x00x"[..], b"x", b"\x00\x1f\x8b"] {
        let read = read_all(&[&text, odd].concat());
        assert!(
            read[0] == "1 {\"a\":1}" && read.len() == 2 && read[1].contains("Unreadable"),
            "{read:?}"
        );
    }
}

#[test]
fn reading_stops_when_the_sink_stops() {
    for text in [&b"1\n2\n3\n"[..], b"[1,2,3]", b"x\n2\n"] {
        let taken = RefCell::new(0);
        let outcome = read(&"f".into(), text, &|_| {
            *taken.borrow_mut() += 1;
            false
        });
        assert_eq!((outcome, taken.into_inner()), (None, 1));
    }
}
