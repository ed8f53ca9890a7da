//! The list: what people and screen readers get at every width, and while events arrive.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use genesys::Timestamp;
use render::html::{ListPage, View, list_page, list_security_policy};
use render::{Filter, Listed, Sort};
use serde_json::{Value, json};

use super::looks::TOO_FAINT;
use super::support::{Story, given_up, stories};
use super::tab::Tab;

pub fn listed(story: &Story) -> Listed {
    Listed {
        conversation_id: story.conversation.summary.conversation_id.clone(),
        overview: conversation::overview(&story.conversation),
    }
}

/// A list of these conversations, as it is two minutes after the chat in progress began.
pub fn page(rows: &[Listed]) -> String {
    let list = ListPage {
        view: View::Open { sort: Sort::Wait, total: rows.len() },
        rows,
        read: rows,
        filter: &Filter::default(),
        previous: None,
        next: Some("bmV4dA"),
        position: None,
        now: "2026-03-22T09:02:00Z".parse::<Timestamp>().unwrap(),
        reload_seconds: Some(1),
    };
    list_page(&list).unwrap()
}

/// The rows of the table in the accessibility tree: the names of their headers and cells.
pub fn rows(tab: &mut Tab) -> Vec<Vec<String>> {
    let tree = tab.call("Accessibility.getFullAXTree", &json!({}));
    let nodes = tree["nodes"].as_array().unwrap();
    let by_id: HashMap<&str, &Value> =
        nodes.iter().map(|node| (node["nodeId"].as_str().unwrap(), node)).collect();
    let mut open = vec![&nodes[0]];
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(node) = open.pop() {
        let name = || node["name"]["value"].as_str().unwrap_or_default().to_owned();
        match node["role"]["value"].as_str().unwrap_or_default() {
            _ if node["ignored"] == true => {}
            "row" => rows.push(Vec::new()),
            "rowheader" | "cell" | "gridcell" => rows.last_mut().unwrap().push(name()),
            _ => {}
        }
        for id in node["childIds"].as_array().into_iter().flatten().rev() {
            open.extend(by_id.get(id.as_str().unwrap()));
        }
    }
    // The first row has the headers of the columns.
    rows.into_iter().skip(1).collect()
}

fn all() -> Vec<Listed> {
    stories()
        .iter()
        .step_by(2)
        .chain([&given_up("chat-external-in-progress")])
        .map(listed)
        .collect()
}

/// At every width, screen readers get a table with a row for each conversation.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn list_is_a_table_at_every_width() {
    let all = all();
    for width in [390, 1_280, 1_920] {
        let mut tab = Tab::new(width);
        tab.open(&page(&all));
        assert_eq!(tab.misdeeds(), [] as [Value; 0]);
        let rows = rows(&mut tab);
        assert_eq!(rows.len(), all.len(), "{width}: {rows:#?}");
        for (row, one) in rows.iter().zip(&all) {
            let said = row.join(" | ");
            assert!(said.contains(one.overview.state.as_str()), "{width}: {said}");
            if let Some(customer) = &one.overview.customer {
                assert!(said.contains(customer.as_str()), "{width}: {said}");
            }
        }
        let wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth");
        assert_eq!(wide, false, "the page is wider than {width} pixels");
        for scheme in ["light", "dark"] {
            tab.emulate("screen", scheme);
            assert_eq!(tab.evaluate(TOO_FAINT), json!([]), "{width}, {scheme}");
            tab.screenshot(&format!("list-{width}-{scheme}"));
        }
    }
}

/// A server of one page, which the test replaces.
fn serve(page: Arc<Mutex<String>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/interactions", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines();
            let _: Vec<String> =
                lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let body = page.lock().unwrap().clone();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\
                 Content-Security-Policy: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                list_security_policy(),
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    address
}

/// While events arrive, the rows change in place: the focus and a text in the form stay.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn list_follows_while_events_arrive() {
    let all = all();
    let shown = Arc::new(Mutex::new(page(&all[..2])));
    let address = serve(Arc::clone(&shown));
    let mut tab = Tab::new(1_280);
    tab.call("Page.navigate", &json!({"url": address}));
    let until = |tab: &mut Tab, expression: &str| {
        let started = Instant::now();
        while tab.evaluate(expression) != true {
            assert!(started.elapsed() < Duration::from_secs(20), "{expression}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    until(&mut tab, "document.querySelectorAll('tbody tr').length == 2");
    assert_eq!(rows(&mut tab).len(), 2);
    tab.evaluate("document.querySelector('[name=text]').value = '30 12'");
    tab.evaluate("document.querySelectorAll('tbody a')[1].focus()");
    let link = tab.evaluate("document.activeElement.href");
    *shown.lock().unwrap() = page(&all);
    until(&mut tab, &format!("document.querySelectorAll('tbody tr').length == {}", all.len()));
    assert_eq!(rows(&mut tab).len(), all.len());
    assert_eq!(tab.evaluate("document.activeElement.href"), link);
    assert_eq!(tab.evaluate("document.querySelector('[name=text]').value"), "30 12");
}
