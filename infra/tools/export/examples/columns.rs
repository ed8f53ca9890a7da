//! Writes what lists the columns: a part of `infra/docs/ANALYTICS.md`, and
//! `infra/analytics/athena.sql`. Tests compare them.

use std::path::Path;
use std::{fs, io};

use export::table;

const BEGIN: &str = "--example columns` -->\n";
const END: &str = "<!-- end of columns -->";

fn main() -> io::Result<()> {
    let infra = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = infra.join("docs/ANALYTICS.md");
    let text = fs::read_to_string(&page)?;
    let written = text
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)))
        .map(|(before, after)| format!("{before}{BEGIN}{}\n{END}{after}", table::markdown()))
        .ok_or_else(|| io::Error::other("ANALYTICS.md has lost the marks around its columns"))?;
    fs::write(page, written)?;
    fs::write(infra.join("analytics/athena.sql"), table::athena())
}
