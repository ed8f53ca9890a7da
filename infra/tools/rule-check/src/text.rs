//! The tests that operators make on a text.

/// A test of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextTest {
    /// Equal to this, ignoring the case of ASCII letters.
    IgnoringCase(String),
    /// Starts with this.
    Prefix(String),
    /// Starts with this, ignoring the case of ASCII letters.
    PrefixIgnoringCase(String),
    /// Ends with this.
    Suffix(String),
    /// Ends with this, ignoring the case of ASCII letters.
    SuffixIgnoringCase(String),
    /// These pieces in order, with any text between them.
    Wildcard(Vec<String>),
}

impl TextTest {
    /// Parses a wildcard: `*` matches any text, `\*` and `\\` match themselves. `None` when
    /// EventBridge does not accept it.
    pub fn wildcard(text: &str) -> Option<Self> {
        let mut pieces = vec![String::new()];
        let mut chars = text.chars();
        let mut after_star = false;
        while let Some(char) = chars.next() {
            let star = char == '*';
            if star {
                if after_star {
                    return None;
                }
                pieces.push(String::new());
            } else {
                let literal = if char == '\\' {
                    chars.next().filter(|escaped| ['*', '\\'].contains(escaped))?
                } else {
                    char
                };
                pieces.last_mut()?.push(literal);
            }
            after_star = star;
        }
        Some(Self::Wildcard(pieces))
    }

    /// Whether a text passes the test.
    pub fn holds(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        match self {
            Self::IgnoringCase(wanted) => text.eq_ignore_ascii_case(wanted),
            Self::Prefix(prefix) => text.starts_with(prefix),
            Self::PrefixIgnoringCase(prefix) => bytes
                .get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes())),
            Self::Suffix(suffix) => text.ends_with(suffix),
            Self::SuffixIgnoringCase(suffix) => {
                let from = bytes.len().checked_sub(suffix.len());
                from.is_some_and(|from| bytes[from..].eq_ignore_ascii_case(suffix.as_bytes()))
            }
            Self::Wildcard(pieces) => pieces_in(pieces, text),
        }
    }
}

/// Whether the text is the pieces in their order, with any text between them.
fn pieces_in<'t>(pieces: &[String], text: &'t str) -> bool {
    let [first, between @ .., last] = pieces else {
        return pieces.first().is_some_and(|only| only == text);
    };
    let Some(inner) =
        text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
    else {
        return false;
    };
    // The earliest match of each piece leaves the most room for the pieces after it.
    let after =
        |rest: &'t str, piece: &String| rest.split_once(piece.as_str()).map(|(_, after)| after);
    between.iter().try_fold(inner, after).is_some()
}
