//! Choosing a bar, a mark or a row, with and without a script.

use serde_json::{Value, json};

use super::page;
use super::support::story;
use super::tab::Tab;

const ENTER: (&str, u32) = ("Enter", 13);
const ESCAPE: (&str, u32) = ("Escape", 27);
const RIGHT: (&str, u32) = ("ArrowRight", 39);

/// The ids of what is chosen, and the text of the details.
const CHOSEN: &str = "[[...document.querySelectorAll('.selected')].map(e => e.id).sort(), \
    document.querySelector('.details')?.innerText || '']";

/// Enter on a bar shows its details and chooses its row, arrows walk on, Escape goes back to the
/// bar, and a row chooses its bar.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn chosen_bar_shows_details_and_chooses_its_row() {
    let mut tab = Tab::new(1_280);
    tab.open(&page(&story("consult-external-peer", true)));
    let talk = "[...document.querySelectorAll('.bar')].find(e => \
        e.getAttribute('aria-label').startsWith('Talk, '))";
    tab.evaluate(&format!("{talk}.focus()"));
    let id = tab.evaluate(&format!("{talk}.id"));
    let row = id.as_str().unwrap().replacen('b', "d", 1);
    tab.press(ENTER.0, ENTER.1);
    let chosen = tab.evaluate(CHOSEN);
    assert_eq!(chosen[0], json!([id, row]));
    let details = chosen[1].as_str().unwrap();
    assert!(details.starts_with("talk") && details.contains("length"), "{details}");
    tab.screenshot("chosen");
    tab.press(RIGHT.0, RIGHT.1);
    let next = tab.evaluate(CHOSEN);
    assert_ne!(next[0], chosen[0]);
    tab.press(ESCAPE.0, ESCAPE.1);
    assert_eq!(tab.evaluate(CHOSEN), json!([[], ""]));
    let focus = "document.activeElement.getAttribute('class').startsWith('bar')";
    assert_eq!(tab.evaluate(focus), true, "the focus is on the bar again");
    tab.evaluate("document.querySelector('#e-3 a').click()");
    let chosen = tab.evaluate(CHOSEN);
    assert_eq!(chosen[0], json!(["e-3", "m-3"]));
    assert_eq!(tab.misdeeds(), [] as [Value; 0]);
}

/// Without a script, bars, marks and rows lead to each other, and what they lead to is marked.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn without_script_links_lead_to_counterparts() {
    let mut tab = Tab::new(1_280);
    tab.call("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    tab.load(&page(&story("consult-external-peer", true)));
    for (link, target) in
        [("#b-0-0", "d-0-0"), ("#d-0-0 a", "b-0-0"), ("#m-3", "e-3"), ("#e-3 a", "m-3")]
    {
        let point = tab.evaluate(&format!(
            "(e => {{ e.scrollIntoView({{block: 'center'}}); \
             const box = (e.querySelector('.shape') || e).getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2] }})\
             (document.querySelector('{link}'))"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let click = json!({"type": kind, "x": point[0], "y": point[1], "button": "left",
                "clickCount": 1});
            tab.call("Input.dispatchMouseEvent", &click);
        }
        assert_eq!(tab.evaluate("document.querySelector(':target')?.id"), target, "{link}");
    }
}

/// Local times come beside UTC, and nothing on the page moves when they come.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn local_times_are_beside_utc_without_a_shift() {
    let mut tab = Tab::new(1_280);
    tab.call("Emulation.setTimezoneOverride", &json!({"timezoneId": "Asia/Kolkata"}));
    tab.open(&page(&story("consult-external-peer", true)));
    let seen = tab.evaluate(
        "[document.querySelector('#e-0').innerText, document.querySelector('.facts').innerText]",
    );
    assert!(seen[0].as_str().unwrap().contains("2026-03-11 14:30:00"), "{seen}");
    assert!(seen[0].as_str().unwrap().contains("2026-03-11 09:00:00"), "{seen}");
    assert!(seen[1].as_str().unwrap().contains("Asia/"), "{seen}");
    let shifts = tab.evaluate(
        "new Promise(done => { let sum = 0; \
         new PerformanceObserver(list => { for (const it of list.getEntries()) sum += it.value }) \
         .observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })",
    );
    assert_eq!(shifts.as_f64(), Some(0.0));
    tab.screenshot("local-times");
}
