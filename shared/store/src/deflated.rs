//! Deflates JSON texts (RFC 1951) with a dictionary: a text that both sides know and that the first
//! repetitions refer to. A text of one kilobyte repeats little within itself, but nearly all of its
//! names and words are in the dictionary.
//!
//! The first byte of a deflated value names the dictionary. It can begin no plain deflate stream,
//! so values that were deflated without a dictionary are still read.
//!
//! Both directions use streams of ordinary deflate, so any implementation reads them: the encoder
//! deflates the dictionary first and drops what it wrote so far; the decoder is given the
//! dictionary as a stored block before the rest.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Dictionary 1. A stored value can be read only with the dictionary that it was written with, so
/// this text must never change. A better one is a new dictionary with a number of its own.
const DICTIONARY: &str = include_str!("dictionary-1.txt");

/// First byte of a value that was deflated with dictionary 1. Its bits 1 and 2 are set, which is a
/// type of block that no deflate stream has; the bits above are the number of the dictionary.
const WITH_DICTIONARY: u8 = 0b0000_1110;

/// The bits of the first byte that give the type of block.
const BLOCK_TYPE: u8 = 0b0000_0110;

/// Number of deflated texts that a thread remembers, and the length of the longest one in bytes.
const REMEMBERED: usize = 256;
const MAX_REMEMBERED_BYTES: usize = 8 * 1024;

thread_local! {
    static RECENT: RefCell<HashMap<String, Vec<u8>>> = RefCell::default();
}

/// Deflates a text. A pass measures a commit before it writes it, and passes over a conversation
/// repeat much of it, so recent texts are remembered: the dictionary makes deflating them slow.
pub(crate) fn deflate(text: &str) -> io::Result<Vec<u8>> {
    if let Some(deflated) = RECENT.with_borrow(|recent| recent.get(text).cloned()) {
        return Ok(deflated);
    }
    let deflated = deflate_anew(text)?;
    if text.len() <= MAX_REMEMBERED_BYTES {
        RECENT.with_borrow_mut(|recent| {
            if recent.len() >= REMEMBERED {
                recent.clear();
            }
            recent.insert(text.to_owned(), deflated.clone());
        });
    }
    Ok(deflated)
}

/// Deflates a text that is written once and read often, so that the least bytes are worth the time.
pub(crate) fn deflate_best(text: &str) -> io::Result<Vec<u8>> {
    deflate_at(Compression::best(), text)
}

fn deflate_anew(text: &str) -> io::Result<Vec<u8>> {
    deflate_at(Compression::default(), text)
}

fn deflate_at(level: Compression, text: &str) -> io::Result<Vec<u8>> {
    let room = Vec::with_capacity(DICTIONARY.len() + text.len() / 2);
    let mut encoder = DeflateEncoder::new(room, level);
    encoder.write_all(DICTIONARY.as_bytes())?;
    // Ends the block at a whole byte, and keeps what was written for later references.
    encoder.flush()?;
    let begin = encoder.get_ref().len();
    encoder.write_all(text.as_bytes())?;
    let rest = encoder.finish()?;
    let mut deflated = Vec::with_capacity(1 + rest.len() - begin);
    deflated.push(WITH_DICTIONARY);
    deflated.extend_from_slice(&rest[begin..]);
    Ok(deflated)
}

/// The text of a deflated value, with or without a dictionary.
pub(crate) fn inflate(deflated: &[u8]) -> io::Result<String> {
    match deflated {
        [WITH_DICTIONARY, rest @ ..] => {
            let text = read(stored_block(DICTIONARY)?.chain(rest), rest.len())?;
            let after = text.get(DICTIONARY.len()..).map(str::to_owned);
            after.ok_or_else(|| io::Error::other("it ends within the dictionary"))
        }
        [first, ..] if first & BLOCK_TYPE == BLOCK_TYPE => {
            Err(io::Error::other("deflated with a dictionary that only a later version knows"))
        }
        _ => read(deflated, deflated.len()),
    }
}

fn read(deflated: impl Read, bytes: usize) -> io::Result<String> {
    let mut text = String::with_capacity(DICTIONARY.len() + bytes * 4);
    DeflateDecoder::new(deflated).read_to_string(&mut text)?;
    Ok(text)
}

/// A text as a block that is stored and not the last one.
fn stored_block(text: &str) -> io::Result<io::Cursor<Vec<u8>>> {
    let length = u16::try_from(text.len()).map_err(io::Error::other)?;
    let mut block = vec![0];
    block.extend(length.to_le_bytes());
    block.extend((!length).to_le_bytes());
    block.extend_from_slice(text.as_bytes());
    Ok(io::Cursor::new(block))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 32-bit FNV-1a.
    fn digest(text: &str) -> u32 {
        text.bytes()
            .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }

    /// A changed dictionary would make every stored value unreadable.
    #[test]
    fn dictionary_is_pinned() {
        assert_eq!((DICTIONARY.len(), digest(DICTIONARY)), (6_224, 608_873_365));
    }

    #[test]
    fn text_of_any_length_round_trips() {
        let words = "{\"sessionId\":\"1c2d\",\"mediaType\":\"voice\",\"é\":\"\u{1f600}\"}";
        for count in [0, 1, 2, 50, 5_000] {
            let text = words.repeat(count);
            assert_eq!(inflate(&deflate(&text).unwrap()).unwrap(), text);
        }
    }

    /// Longer texts, and more of them, than are remembered.
    #[test]
    fn remembered_text_is_deflated_alike() {
        let texts = (0..REMEMBERED * 2).map(|number| format!("{{\"sessionId\":\"{number}\"}}"));
        let texts: Vec<String> = texts.chain(["long ".repeat(MAX_REMEMBERED_BYTES)]).collect();
        for text in texts.iter().chain(texts.iter().rev()) {
            assert_eq!(deflate(text).unwrap(), deflate_anew(text).unwrap());
        }
    }

    #[test]
    fn known_words_take_little_room() {
        let known: String = DICTIONARY.chars().skip(100).take(600).collect();
        assert!(deflate(&known).unwrap().len() < known.len() / 15);
    }

    #[test]
    fn value_without_a_dictionary_is_read() {
        for text in ["", "a", "{\"status\":\"open\"}", &"participant".repeat(99)] {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(text.as_bytes()).unwrap();
            assert_eq!(inflate(&encoder.finish().unwrap()).unwrap(), text);
        }
    }

    #[test]
    fn unknown_dictionary_and_broken_value_are_refused() {
        let mut deflated = deflate("{\"status\":\"open\"}").unwrap();
        assert!(inflate(&deflated).is_ok());
        deflated[0] = 0b0001_0110;
        assert!(inflate(&deflated).is_err());
        assert!(inflate(&[WITH_DICTIONARY, 0xff, 0xff]).is_err());
    }
}
