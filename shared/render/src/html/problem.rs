//! The page of an error.

use askama::Template;

use super::super::text::{fit, harmless};
use super::error::PageError;
use super::limits::TEXT;
use super::policy::{OF_PAGE, STYLE};

#[derive(Debug, Template)]
#[template(path = "problem.html")]
struct Problem<'p> {
    policy: &'static str,
    style: &'static str,
    title: String,
    detail: String,
    back: &'p str,
}

/// The page of an error: its title, a sentence, and a link to the list at the URL `back`.
///
/// # Errors
/// See [`PageError`].
pub fn problem_page(title: &str, detail: &str, back: &str) -> Result<String, PageError> {
    let mut letters = detail.chars();
    let detail: String =
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let detail = format!("{}.", fit(&harmless(&detail), TEXT));
    let problem = Problem { policy: &OF_PAGE, style: STYLE, title: harmless(title), detail, back };
    Ok(problem.render()?)
}
