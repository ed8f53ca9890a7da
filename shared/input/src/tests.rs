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

/// Each item after its position: `2` on the second line, `2/3` as the third element there, `2#3` as
/// the third document of a page there.
fn read_from(reader: impl Read) -> Vec<String> {
    let place =
        |origin: Origin| origin.place().replace(": element ", "/").replace(": conversation ", "#");
    let items = RefCell::new(Vec::new());
    let outcome = read(&"f".into(), reader, &|item| {
        items.borrow_mut().push(match item {
            Item::Message(origin, text) => format!("{} {text}", place(origin)),
            Item::Refused(origin, Refusal::Json { line, column }) => {
                format!("{} not from {line}:{column}", place(origin))
            }
            Item::Refused(origin, refusal) => format!("{} {refusal:?}", place(origin)),
        });
        true
    });
    assert_eq!(outcome, Some(()), "everything was wanted");
    items.into_inner()
}

fn read_all(text: impl AsRef<[u8]>) -> Vec<String> {
    let items = read_from(text.as_ref());
    assert_eq!(read_from(Slow(text.as_ref())), items, "however little comes at a time");
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
        b"\xef\xbb\xbf\n {\"a\":1}\n\n{\"b\":2}{\"c\":3} {\"d\":\n{\"e\":5}\noops, {oops\nnull\n\
                 \xff\xfe\n{\"f\":\"\xff\"}\n{\"g\":6}";
    let items = [
        "2 {\"a\":1}",
        "4 {\"b\":2}",
        "4 {\"c\":3}",
        "4 not from 6:1",
        "5 {\"e\":5}",
        "6 not from 6:1",
        "6 not from 6:8",
        "9 NotText",
        "10 {\"g\":6}",
    ];
    assert_eq!(read_all(text), items);
    assert_eq!(read_all(gzip(text)), items);
}

#[test]
fn an_array_is_read_element_by_element() {
    assert_eq!(
        read_all("\n [\n{\"a\":\n1},\n7, null]\n"),
        ["3/1 {\"a\":\n1}", "5/2 7", "5/3 null"]
    );
    assert_eq!(read_all("[{\"a\":1},\n{\"b\":]"), ["1/1 {\"a\":1}", "2/2 not from 2:6"]);
    assert_eq!(read_all("[{\"a\":1} {}]"), ["1/1 {\"a\":1}", "1/1 not from 1:10", "1/2 {}"]);
    assert_eq!(read_all("[{\"a\":1}] x"), ["1/1 {\"a\":1}", "1 not from 1:11"]);
    assert_eq!(read_all("[1, 2"), ["1/1 1", "1/2 2", "1/2 Cut"]);
    assert_eq!(read_all("[1,,2,]"), ["1/1 1", "1/1 not from 1:4", "1/2 2", "1/2 not from 1:7"]);
    assert_eq!(read_all("[]"), Vec::<String>::new());
    assert_eq!(read_all("[[1],[2,[3]]] [4]"), ["1/1 1", "1/1 2", "1/2 [3]", "1/1 4"]);
}

// A line of text is one refusal, whatever its words begin like.
#[test]
fn a_line_of_words_is_refused_once() {
    let text =
        "not JSON at all\ntrue enough, 1st\n1st place\n12abc more\n{}\n[no, \"x\" , nul l, {}]";
    assert_eq!(
        read_all(text),
        [
            "1 not from 1:2",
            "2 true",
            "2 not from 2:6",
            "3 not from 3:2",
            "4 not from 4:3",
            "5 {}",
            "6/1 not from 6:3",
            "6/2 \"x\"",
            "6/3 not from 6:14",
            "6/4 {}"
        ]
    );
}

// An element that is not UTF-8 affects no other element.
#[test]
fn array_element_not_utf_8_is_skipped() {
    let text = b"[\"\xff\",\n{\"a\":[\"\xff\xfe\", 1]}, 2 ,\"\xc3\xa4\"\n,[\"\xc3\"]]";
    let items = ["1/1 NotText", "2/2 NotText", "2/3 2", "2/4 \"\u{e4}\"", "3/1 NotText"];
    assert_eq!(read_all(text), items);
}

#[test]
fn a_page_is_read_document_by_document() {
    let page =
        "{\n \"totalHits\": 2,\n \"conversations\": [\n  {\"a\": [1]},\n  7\n ],\n \"x\": {}\n}";
    assert_eq!(read_all(page), ["4#1 {\"a\": [1]}", "5#2 7"]);
    assert_eq!(
        read_all("[{\"conversations\":[1,2]},{\"conversations\":[]},\n{\"conversations\":[3]}]{}"),
        ["1/1#1 1", "1/1#2 2", "2/3#1 3", "2 {}"]
    );
    // A document is whole, whatever it lists; so is a page that lists nothing.
    for whole in [
        "{\"conversationId\":\"a\",\"conversations\":[1]}",
        "{\"x\":{\"conversations\":[1]}}",
        "{\"conversations\":null,\"totalHits\":0}",
        "{\"x\":\"conversations\",\"y\":[1]}",
        "{\"totalHits\":0}",
    ] {
        assert_eq!(read_all(whole), [format!("1 {whole}")]);
    }
    assert_eq!(read_all("{\"conversations\":[1],\"x\":01}"), ["1#1 1", "1 not from 1:29"]);
    assert_eq!(read_all("{\"conversations\":[1],oops}\n2"), ["1#1 1", "1 not from 1:22", "2 2"]);
    assert_eq!(read_all("{\"conversations\":[1],"), ["1#1 1", "1 Cut"]);
}

// Objects that are separated by commas, without an array around them, are read.
#[test]
fn brackets_of_the_array_may_be_missing() {
    assert_eq!(read_all("{},\n{\"a\":1},\n"), ["1 {}", "2 {\"a\":1}"]);
}

// Where brackets do not balance, reading goes on with the next value of the same indentation.
#[test]
fn reading_goes_on_after_a_lost_bracket() {
    let page = r#"{
 "conversations": [
  {
   "a": {
  },
  {
   "b": 2
  },
  {
   }}
  },
  {
  }
 ],
 "totalHits": 4
}
{}"#;
    assert_eq!(
        read_all(page),
        [
            "3#1 not from 6:3",
            "6#2 {\n   \"b\": 2\n  }",
            "9#3 {\n   }",
            "10#3 not from 10:5",
            "12#4 {\n  }",
            "17 {}"
        ]
    );
    let lines = "[{\"a\":1},{\"b\":]\n{\"c\":1}\n[{\"d\":1},\n{\"e\":[},\n{\"f\":1}]\n{}";
    assert_eq!(
        read_all(lines),
        [
            "1/1 {\"a\":1}",
            "1/2 not from 1:15",
            "2 {\"c\":1}",
            "3/1 {\"d\":1}",
            "4/2 not from 4:7",
            "5/3 {\"f\":1}",
            "6 {}"
        ]
    );
    let rest = r#"{"conversations":[{"a":
{}
],"totalHits":3}
]}
"totalHits": 3
{"b":1}
oops"#;
    assert_eq!(read_all(rest), ["1#1 not from 3:1", "2 {}", "6 {\"b\":1}", "7 not from 7:1"]);
}

#[test]
fn utf_16_is_read() {
    for text in ["{\"a\":\"\u{e4}\u{1f600}\"}\n{\"b\":2}", "[1]", "\r\n {}", "{}"] {
        let (little, big): (Vec<[u8; 2]>, Vec<[u8; 2]>) =
            text.encode_utf16().map(|unit| (unit.to_le_bytes(), unit.to_be_bytes())).unzip();
        for (units, mark) in [(little.concat(), [0xff, 0xfe]), (big.concat(), [0xfe, 0xff])] {
            assert_eq!(read_all([&mark, &*units].concat()), read_all(text), "{text:?}");
            assert_eq!(read_all(&units), read_all(text), "{text:?} without a mark");
        }
    }
    let broken: Vec<u8> = "{\"a\":\""
        .encode_utf16()
        .chain([0xd83d])
        .chain("\"}\n7".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read_all(&broken), ["1 NotText", "2 7"]);
    assert_eq!(read_all([&broken, &[b' '][..]].concat()), ["1 NotText", "2 7", "2 not from 2:2"]);
    assert_eq!(read_all(b"\xff\xfe"), Vec::<String>::new());
}

#[test]
fn byte_order_marks_may_come_between_values() {
    assert_eq!(read_all("\u{feff}{}\n\u{feff}\u{feff} {} \u{feff}"), ["1 {}", "2 {}"]);
}

#[test]
fn empty_input_has_no_values() {
    for text in ["", "\u{feff}", " \n", "\n"] {
        assert_eq!(read_all(text), Vec::<String>::new());
        assert_eq!(read_all(gzip(text.as_bytes())), Vec::<String>::new());
    }
}

#[test]
fn files_of_other_kinds_are_named_once() {
    let table = "id;name\r\n1;\"a;b\"\r\n2;c\r\n".repeat(1_000);
    for (text, word) in [
        (&b"PK\x03\x04\x14\0\0\0"[..], "zip"),
        (b"BZh91AY&SY", "bzip2"),
        (b"\xfd7zXZ\x00\x00\x04", "xz"),
        (b"\x28\xb5\x2f\xfd\x04\x58", "zstd"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\n <!doctype html>\n<html>", "HTML"),
        (table.as_bytes(), "CSV"),
        (b"conversationId,start\na,b\n", "CSV"),
    ] {
        for text in [text.to_owned(), gzip(text)] {
            let read = read_all(&text);
            assert_eq!(read.len(), 1, "{word}: {read:?}");
            assert!(read[0].contains("Foreign") && read[0].contains(word), "{word}: {read:?}");
        }
    }
    // A text that only begins like a table.
    assert_eq!(read_all("a, b\nc, d\n{}").last().map(String::as_str), Some("3 {}"));
    assert_eq!(read_all("{'a': None}\n{}"), ["1 Quotes", "2 {}"]);
}

// A value that is too long affects no other value.
#[test]
fn only_the_too_long_value_is_left_out() {
    let long = "x".repeat(MAX_VALUE_BYTES + 10);
    assert_eq!(read_from(format!("{long}\n{{}}").as_bytes()), ["1 not from 1:1", "2 {}"]);
    assert_eq!(read_from(format!("{{\"a\":\"{long}\"}}\n{{}}").as_bytes()), ["1 Long", "2 {}"]);
    assert_eq!(
        read_from(format!("[{{}},\n{{\"a\":\"{long}\"}},7]").as_bytes()),
        ["1/1 {}", "2/2 Long", "2/3 7"]
    );
    let blanks = " ".repeat(MAX_VALUE_BYTES + 10);
    assert_eq!(read_from(format!("[{{}},\n{blanks}1]").as_bytes()), ["1/1 {}", "2/2 1"]);
    assert_eq!(read_from(format!("{{\"a\":{blanks}1}}\n2").as_bytes()), ["1 Long", "2 2"]);
    let many = format!("[{}0]", "{\"a\":[1,2,3,4]},".repeat(MAX_VALUE_BYTES / 16));
    assert_eq!(
        read_from(many.as_bytes()).len(),
        MAX_VALUE_BYTES / 16 + 1,
        "an array is as long as it likes"
    );
}

#[test]
fn only_the_too_deep_value_is_left_out() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read_all(format!("{{\"a\":{deep}}}\n{{}}")), ["1 Deep", "2 {}"]);
    assert_eq!(read_all(format!("{deep}\n{{}}")), ["1/1 Deep", "2 {}"]);
}

// Several members are one file; a truncated member is reported.
#[test]
fn gzip_members_are_one_file() {
    let members = [gzip(b"{\"a\":1}\n"), gzip(b"{\"b\":2}\n")].concat();
    assert_eq!(read_all(&members), ["1 {\"a\":1}", "2 {\"b\":2}"]);
    let cut = read_all(&members[..members.len() - 4]);
    assert_eq!(cut, ["1 {\"a\":1}", "2 {\"b\":2}", "3 Unreadable(UnexpectedEof)"]);
    assert_eq!(read_all(&members[..2]), ["1 Unreadable(UnexpectedEof)"]);
    let value = gzip(b"[{\"a\":1},{\"b\":[1");
    assert_eq!(
        read_all(&value[..value.len() - 4]),
        ["1/1 {\"a\":1}", "1 Unreadable(UnexpectedEof)"]
    );
}

/// Tapes and block devices pad their last block with zeros, which `gzip` ignores, too. Anything
/// else after the last member is reported.
#[test]
fn only_zeros_may_follow_gzip() {
    let text = gzip(b"{\"a\":1}\n");
    for zeros in [1, 2, 511, 300_000] {
        assert_eq!(read_all([&*text, &vec![0; zeros]].concat()), ["1 {\"a\":1}"], "{zeros}");
    }
    for odd in [&b"\x00\x00x"[..], b"x", b"\x00\x1f\x8b"] {
        let read = read_all([&text, odd].concat());
        assert!(
            read[0] == "1 {\"a\":1}" && read.len() == 2 && read[1].contains("Unreadable"),
            "{read:?}"
        );
    }
}

#[test]
fn reading_stops_when_the_sink_stops() {
    for text in
        [&b"1\n2\n3\n"[..], b"[1,2,3]", b"x\n2\n", b"{\"conversations\":[1,2]}", b"PK\x03\x04"]
    {
        let taken = RefCell::new(0);
        let outcome = read(&"f".into(), text, &|_| {
            *taken.borrow_mut() += 1;
            false
        });
        assert_eq!((outcome, taken.into_inner()), (None, 1));
    }
}
