//! The appearance, as far as a test can check it: everything is visible and legible in the dark
//! scheme, on paper and on a narrow screen.

use render::html;
use serde_json::{Value, json};

use super::page;
use super::support::large::large;
use super::support::{Story, stories, story};
use super::tab::Tab;

/// Finds everything with too little contrast: text below 4.5, borders of bars and marks below 3.
pub const TOO_FAINT: &str = r"(() => {
  const channels = text => text.match(/[\d.]+/g).slice(0, 3).map(Number);
  const luminance = text => {
    const linear = c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = channels(text).map(c => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  const found = [];
  const check = (what, a, b, least) => {
    if (!(contrast(a, b) >= least)) found.push([what, a, b, contrast(a, b)]);
  };
  for (const e of document.querySelectorAll('h1, h2, p, dt, dd, td, th, li, span')) {
    check(e.className + ' ' + e.textContent.slice(0, 40), getComputedStyle(e).color, paper, 4.5);
  }
  for (const e of document.querySelectorAll('svg text:not(.word), svg tspan')) {
    check(e.getAttribute('class') + ' ' + e.textContent, getComputedStyle(e).fill, paper, 4.5);
  }
  for (const bar of document.querySelectorAll('.bar')) {
    const shape = bar.querySelector('.shape');
    const pattern = shape.getAttribute('fill').slice(4, -1);
    const tint = getComputedStyle(document.querySelector(pattern + ' .tint')).fill;
    check('border ' + bar.getAttribute('class'), getComputedStyle(shape).stroke, paper, 3);
    const word = bar.querySelector('.word');
    if (word) check('word ' + word.textContent, getComputedStyle(word).fill, tint, 4.5);
  }
  for (const mark of document.querySelectorAll('a.mark .shape')) {
    check('mark', getComputedStyle(mark).fill, paper, 3);
  }
  return found;
})()";

/// Numbers of visible bars and marks, and whether the page is wider than its window.
const SEEN: &str = "(() => { const seen = e => { const box = e.getBoundingClientRect(); \
    return box.width > 1 && box.height > 1 }; \
    return [[...document.querySelectorAll('.bar .shape')].filter(seen).length, \
            [...document.querySelectorAll('a.mark .shape')].filter(seen).length, \
            document.documentElement.scrollWidth > innerWidth] })()";

#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn page_is_legible_light_dark_and_on_paper() {
    let mut tab = Tab::new(1_280);
    for story in
        stories().into_iter().filter(|story| story.conversation.summary.counts.sessions > 0)
    {
        tab.emulate("screen", "light");
        tab.open(&page(&story));
        let seen = tab.evaluate(SEEN);
        assert!(
            seen[0].as_u64() > Some(0) && seen[1].as_u64() > Some(0) && seen[2] == false,
            "{}: {seen}",
            story.name
        );
        for (medium, scheme) in
            [("screen", "light"), ("screen", "dark"), ("print", "light"), ("print", "dark")]
        {
            tab.emulate(medium, scheme);
            assert_eq!(tab.evaluate(SEEN), seen, "{} on {medium} in the {scheme}", story.name);
            assert_eq!(
                tab.evaluate(TOO_FAINT),
                json!([]),
                "{} on {medium} in the {scheme}",
                story.name
            );
        }
        let paper = "getComputedStyle(document.body).backgroundColor";
        assert_eq!(tab.evaluate(paper), "rgb(255, 255, 255)", "paper is white");
        assert_eq!(tab.misdeeds(), [] as [Value; 0], "{}", story.name);
    }
}

#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn page_is_complete_dark_printed_and_narrow() {
    let case = story("consult-external-peer", true);
    let mut tab = Tab::new(1_280);
    tab.open(&page(&case));
    let names = tab.pictures();
    tab.emulate("screen", "dark");
    assert_eq!(tab.pictures(), names);
    tab.screenshot("consult-external-peer-dark");
    tab.emulate("print", "light");
    assert_eq!(tab.pictures(), names);
    tab.screenshot("consult-external-peer-print");
    let printed = tab.print("consult-external-peer");
    assert!(printed.starts_with(b"%PDF-") && printed.len() > 20_000, "{} bytes", printed.len());
    let mut narrow = Tab::new(420);
    narrow.open(&page(&case));
    assert_eq!(narrow.pictures(), names);
    assert_eq!(
        narrow.evaluate(SEEN)[2],
        false,
        "only the drawing and the tables are wider than the screen"
    );
    narrow.screenshot("consult-external-peer-narrow");
}

/// At the widths of a phone, a laptop and a large screen, no page is wider than its window, in both
/// schemes: of six hundred segments, and of an open conversation.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn pages_fit_a_phone_and_a_large_screen() {
    let mut crowd = large(2, 600);
    crowd.common_events.truncate(12);
    let open = story("chat-external-in-progress", true);
    let start = |case: &Story| case.conversation.summary.conversation_start.unwrap();
    let served = |case: &Story, zoom: u32, ms: i64| {
        let zoom = html::Zoom::new(zoom).unwrap();
        let served = html::Served { zoom, ..html::Served::at(start(case).plus_ms(ms)) };
        html::served_page(&case.conversation, &case.common_events, &served).unwrap()
    };
    let pages = [
        ("crowd", served(&crowd, 1, 0)),
        ("crowd-8", served(&crowd, 8, 0)),
        ("open", served(&open, 1, 185_000)),
        ("multi-hold", page(&story("multi-hold-conference-agent-hangup", true))),
    ];
    for width in [390, 1_280, 1_920] {
        let mut tab = Tab::new(width);
        for (scheme, (name, page)) in
            ["light", "dark"].iter().flat_map(|scheme| pages.iter().map(move |page| (scheme, page)))
        {
            tab.emulate("screen", scheme);
            tab.open(page);
            assert_eq!(tab.evaluate(SEEN)[2], false, "{name} at {width}");
            assert_eq!(tab.evaluate(TOO_FAINT), json!([]), "{name} at {width} in the {scheme}");
            tab.screenshot(&format!("{name}-{width}-{scheme}"));
        }
    }
}

#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn long_names_do_not_overlap() {
    let mut tab = Tab::new(1_280);
    for (name, text) in [("long-names", "W".repeat(400)), ("long-words", "日本語 ".repeat(200))]
    {
        tab.open(&page(&story("consult-external-peer", true).spoilt(&text)));
        assert_eq!(tab.evaluate(SEEN)[2], false, "{name}: the page is wider than its window");
        // Text beyond the label is invisible.
        let labels = "[...document.querySelectorAll('.label .title, .label .detail')]\
            .every(e => getComputedStyle(e).overflow == 'hidden')";
        assert_eq!(tab.evaluate(labels), true, "{name}");
        assert_eq!(tab.misdeeds(), [] as [Value; 0], "{name}");
        tab.screenshot(name);
    }
}
