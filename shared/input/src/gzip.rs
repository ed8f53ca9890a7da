//! Reads gzip. Several members in a row are one file, and zeros may pad the file to a whole block.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// Reads the contents of all members, in order.
pub(crate) struct Members<R> {
    /// The member being read; `None` after the last.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    pub fn new(reader: R) -> Self {
        Self { member: Some(GzDecoder::new(reader)) }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.member.take() {
            match member.read(buffer) {
                Ok(0) if !buffer.is_empty() => {
                    let mut rest = member.into_inner();
                    if !is_at_end(&mut rest)? {
                        self.member = Some(GzDecoder::new(rest));
                    }
                }
                read => {
                    self.member = Some(member);
                    return read;
                }
            }
        }
        Ok(0)
    }
}

/// Whether only zeros follow, or nothing.
fn is_at_end(rest: &mut impl BufRead) -> io::Result<bool> {
    let mut is_padded = false;
    loop {
        let bytes = rest.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        match (bytes.is_empty(), zeros) {
            (true, _) => return Ok(true),
            (false, 0) if is_padded => return Err(io::ErrorKind::InvalidData.into()),
            (false, 0) => return Ok(false),
            (false, _) => is_padded = true,
        }
        rest.consume(zeros);
    }
}
