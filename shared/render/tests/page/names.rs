//! Names of a directory: where they are shown, and that they stay text.

use conversation::unnamed;
use conversation::why::Reasons;
use genesys::Directory;
use render::html::{self, Served};

use super::dom::elements;
use super::hostile::{attributes, names};
use super::page;
use super::support::{Story, story};

/// A directory that calls everything like this.
fn calling(story: &Story, name: impl Fn(&str) -> String) -> Directory {
    let mut directory = Directory::default();
    for entity in unnamed(&story.conversation) {
        let kind = entity.kind.as_str();
        directory.add(entity.kind, entity.id.as_str(), &name(kind));
    }
    directory
}

fn text(story: &Story, directory: &Directory) -> String {
    let style = render::Style::plain(2_000);
    render::tree(&story.conversation, &story.common_events, directory, &style)
}

fn served(story: &Story, directory: Directory) -> String {
    let now = story.conversation.summary.conversation_start.unwrap();
    let served = Served { names: directory, ..Served::at(now) };
    html::served_page(&story.conversation, &story.common_events, &served).unwrap()
}

#[test]
fn text_and_pages_show_the_names_of_a_directory() {
    let story = story("consult-external-peer", false);
    let directory = calling(&story, |kind| format!("Some {kind}"));
    let without = Directory::default();
    let reasons = Reasons::new(&story.history);
    let in_file =
        html::page_with_names(&story.conversation, &story.common_events, &reasons, &directory);
    for (with, without) in [
        (text(&story, &directory), text(&story, &without)),
        (in_file.unwrap(), page(&story)),
        (served(&story, directory.clone()), served(&story, without)),
    ] {
        for name in ["Some user", "Some queue", "Some division"] {
            assert!(with.contains(name) && !without.contains(name), "{name}: {with}");
        }
    }
}

/// A name adds no element and no attribute, and sends a terminal no command.
#[test]
fn hostile_names_stay_text() {
    let story = story("consult-external-peer", false);
    let harmless = elements(&served(&story, calling(&story, |_| "N".to_owned())));
    for name in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\u{1b}[31mred"] {
        let directory = calling(&story, |_| name.to_owned());
        let page = elements(&served(&story, directory.clone()));
        assert_eq!(names(&page), names(&harmless), "{name}");
        assert_eq!(attributes(&page), attributes(&harmless), "{name}");
        assert!(!text(&story, &directory).contains('\u{1b}'));
    }
}
