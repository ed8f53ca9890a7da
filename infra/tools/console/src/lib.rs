//! What the programs share at the terminal: [`files`] reads input files, [`output`] prints results.

pub mod files;
pub mod output;
