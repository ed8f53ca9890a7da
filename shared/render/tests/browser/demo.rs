//! `switchboard demo --serve` in a browser: what a newcomer sees first, while it happens. The
//! variable `SWITCHBOARD` names the program; `bash tests/browser.sh` builds it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::list::rows;
use super::live::becomes_true;
use super::looks::TOO_FAINT;
use super::tab::Tab;

/// The demo, which is ended when the value is dropped.
struct Demo {
    process: Child,
    uri: String,
}

impl Demo {
    fn start(speed: u32) -> Self {
        let program = std::env::var("SWITCHBOARD")
            .unwrap_or_else(|_| panic!("SWITCHBOARD names no program: use tests/browser.sh"));
        let mut process = Command::new(program)
            .args(["demo", "--serve", "--listen", "127.0.0.1:0", "--speed", &speed.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, uri: first["uri"].as_str().unwrap().to_owned() }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The list and the conversations that it leads to change while they are looked at. From the list
/// of a queue one walks from conversation to conversation, and back to the same list.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn demo_happens_in_the_browser() {
    let demo = Demo::start(10);
    let mut tab = Tab::new(1_280);
    tab.visit(&demo.uri);
    let some = "document.querySelectorAll('tbody tr').length > 3";
    assert!(becomes_true(&mut tab, some));
    let before = rows(&mut tab);
    assert!(before.iter().all(|row| row.len() == 9), "{before:#?}");
    let known = "[...document.querySelectorAll('tbody a')].map(a => a.getAttribute('href'))";
    let links = tab.evaluate(known);
    let new = format!("{known}.some(link => !{links}.includes(link))");
    assert!(becomes_true(&mut tab, &new), "no conversation begins: {links}");

    // The youngest one has most to come.
    tab.evaluate("[...document.querySelectorAll('tbody tr')].pop().querySelector('a').click()");
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('.bar'))"));
    let marks = tab.evaluate("document.querySelectorAll('.mark').length");
    let grows = format!("document.querySelectorAll('a.mark').length > {marks} - 1");
    assert!(becomes_true(&mut tab, &grows));
    let news = "document.getElementById('live').textContent.startsWith('New: ')";
    assert!(becomes_true(&mut tab, news), "nothing happens");
    assert!(!tab.pictures().is_empty());

    let ended = format!("{}?view=ended", demo.uri);
    tab.visit(&ended);
    let some = "document.querySelectorAll('tbody tr').length > 2";
    if !becomes_true(&mut tab, some) {
        tab.visit(&ended);
    }
    assert!(becomes_true(&mut tab, some), "none has ended");
    let said = rows(&mut tab);
    assert!(said.iter().all(|row| row[1].contains("from events alone")), "{said:#?}");
    tab.evaluate("document.querySelector('tbody a').click()");
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('a[rel=next]'))"));
    let facts = tab.evaluate("document.querySelector('.facts').textContent");
    assert!(facts.as_str().unwrap().contains("from events alone"), "{facts}");
    let first = tab.evaluate("location.pathname");
    tab.evaluate("document.querySelector('a[rel=next]').click()");
    assert!(becomes_true(&mut tab, &format!("location.pathname != {first}")));
    let second = tab.evaluate("location.pathname");
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('a[rel=prev]'))"));
    let back = tab.evaluate("document.querySelector('.around a').getAttribute('href')");
    assert!(back.as_str().unwrap().contains("view=ended"), "{back}");
    // Another one may have ended meanwhile that began between the two.
    tab.evaluate("document.querySelector('a[rel=prev]').click()");
    assert!(becomes_true(&mut tab, &format!("location.pathname != {second}")));
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('a[rel=next]'))"));
    assert_eq!(tab.failures(), [] as [Value; 0]);
}

/// At every width and in both schemes, the pages of the demo are legible and fit the window, while
/// conversations of all kinds happen.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn demo_is_legible_at_every_width() {
    let demo = Demo::start(20);
    for width in [390, 1_280, 1_920] {
        let mut tab = Tab::new(width);
        tab.call("Emulation.setTimezoneOverride", &json!({"timezoneId": "Europe/Berlin"}));
        let look = |tab: &mut Tab, name: &str| {
            for scheme in ["light", "dark"] {
                tab.emulate("screen", scheme);
                let wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth");
                assert_eq!(wide, false, "{name} is wider than {width} pixels");
                assert_eq!(tab.evaluate(TOO_FAINT), json!([]), "{name}, {width}, {scheme}");
                tab.screenshot(&format!("demo-{name}-{width}-{scheme}"));
            }
        };
        tab.visit(&demo.uri);
        assert!(becomes_true(&mut tab, "document.querySelectorAll('tbody tr').length > 4"));
        look(&mut tab, "open");
        let links = tab.evaluate("[...document.querySelectorAll('tbody a')].map(a => a.href)");
        for (number, link) in links.as_array().unwrap().iter().take(8).enumerate() {
            tab.visit(link.as_str().unwrap());
            assert!(becomes_true(&mut tab, "Boolean(document.querySelector('main'))"));
            look(&mut tab, &format!("conversation-{number}"));
        }
        tab.visit(&format!("{}?view=ended", demo.uri));
        look(&mut tab, "ended");
        assert_eq!(tab.failures(), [] as [Value; 0]);
    }
}
