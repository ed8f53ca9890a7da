//! A browser tab that opens pages and records what they do.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::chromium::Chromium;

/// A tab in a browser of its own.
pub struct Tab {
    browser: Chromium,
    session: String,
    /// The folder from which pages are opened.
    folder: tempfile::TempDir,
    happened: Vec<Value>,
}

impl Tab {
    /// A tab of `width` pixels.
    pub fn new(width: u32) -> Self {
        let mut browser = Chromium::start();
        let target = browser.call(None, "Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = browser.call(None, "Target.attachToTarget", &attach);
        let session = session["sessionId"].as_str().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        let mut tab = Self { browser, session, folder, happened: Vec::new() };
        for domain in ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility", "Audits"] {
            tab.call(&format!("{domain}.enable"), &json!({}));
        }
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        tab.call("Emulation.setDeviceMetricsOverride", &size);
        tab
    }

    pub fn call(&mut self, method: &str, params: &Value) -> Value {
        self.browser.call(Some(&self.session), method, params)
    }

    /// Opens a page from a file, and waits until it is loaded.
    pub fn open(&mut self, page: &str) {
        self.load(page);
        // Two frames are enough for everything that a page does on loading.
        self.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))",
        );
    }

    /// Opens a page from a file, and waits until it is loaded, but not until a script has run.
    pub fn load(&mut self, page: &str) {
        let file = self.folder.path().join("page.html");
        std::fs::write(&file, page).unwrap();
        self.visit(&format!("file://{}", file.display()));
    }

    /// Opens an address, and waits until the page is loaded.
    pub fn visit(&mut self, url: &str) {
        self.happened.clear();
        self.call("Page.navigate", &json!({"url": url}));
        self.until("Page.loadEventFired");
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str, code: u32) {
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let key = json!({"type": kind, "key": key, "code": key, "text": text,
                "windowsVirtualKeyCode": code});
            self.call("Input.dispatchKeyEvent", &key);
        }
    }

    fn until(&mut self, method: &str) {
        loop {
            let event = self.browser.event();
            let found = event["method"] == method;
            self.happened.push(event);
            if found {
                return;
            }
        }
    }

    /// Evaluates an expression in the page.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut answer = self.call("Runtime.evaluate", &params);
        assert!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// Everything that a page must not do: errors that the browser reports, violations of the
    /// policy, dialogs, and requests other than the one for the document.
    pub fn misdeeds(&mut self) -> Vec<Value> {
        // The answer to a call arrives after all earlier events.
        self.evaluate("0");
        while let Some(event) = self.browser.pending() {
            self.happened.push(event);
        }
        let document = format!("file://{}", self.folder.path().join("page.html").display());
        let requests =
            self.happened.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        let ours = |event: &&Value| event["params"]["request"]["url"] == document.as_str();
        assert_eq!(requests.filter(ours).count(), 1, "the document is asked for once");
        let misdeed = |event: &&Value| match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => !ours(event),
            method => [
                "Runtime.consoleAPICalled",
                "Runtime.exceptionThrown",
                "Log.entryAdded",
                "Audits.issueAdded",
                "Page.javascriptDialogOpening",
                "Page.windowOpen",
                "Page.downloadWillBegin",
                "Network.webSocketCreated",
            ]
            .contains(&method),
        };
        self.happened.iter().filter(misdeed).cloned().collect()
    }

    /// Errors and violations of the policy since the page was opened, whatever it asked for.
    pub fn failures(&mut self) -> Vec<Value> {
        self.evaluate("0");
        while let Some(event) = self.browser.pending() {
            self.happened.push(event);
        }
        let failure = |event: &&Value| {
            ["Runtime.exceptionThrown", "Log.entryAdded", "Audits.issueAdded"]
                .contains(&event["method"].as_str().unwrap_or_default())
        };
        // Browsers ask for an icon by themselves, and remark that a test follows links without a
        // gesture of a person.
        let ours = |event: &&Value| {
            let text = event.to_string();
            !["favicon.ico", "NavigationEntryMarkedSkippable"].iter().any(|it| text.contains(it))
        };
        self.happened.iter().filter(failure).filter(ours).cloned().collect()
    }

    /// Names of the bars and marks in the accessibility tree, in the order of the tree: the links
    /// in the lanes, without the lanes' own.
    pub fn pictures(&mut self) -> Vec<String> {
        self.lanes().into_iter().flat_map(|(_, shapes)| shapes).collect()
    }

    /// The lanes in the accessibility tree, each with its name and the names of its bars or marks.
    pub fn lanes(&mut self) -> Vec<(String, Vec<String>)> {
        let tree = self.call("Accessibility.getFullAXTree", &json!({}));
        let nodes = tree["nodes"].as_array().unwrap();
        let by_id: HashMap<&str, &Value> =
            nodes.iter().map(|node| (node["nodeId"].as_str().unwrap(), node)).collect();
        let said =
            |node: &Value, what: &str| node[what]["value"].as_str().unwrap_or_default().to_owned();
        let mut open = vec![(&nodes[0], false)];
        let mut lanes: Vec<(String, Vec<String>)> = Vec::new();
        while let Some((node, in_lane)) = open.pop() {
            let is_seen = node["ignored"] == false;
            let is_lane =
                is_seen && said(node, "role") == "group" && !said(node, "name").is_empty();
            if is_lane {
                lanes.push((said(node, "name"), Vec::new()));
            }
            if is_seen && in_lane && said(node, "role") == "link" {
                lanes.last_mut().unwrap().1.push(said(node, "name"));
            }
            for id in node["childIds"].as_array().into_iter().flatten().rev() {
                let child = by_id.get(id.as_str().unwrap());
                open.extend(child.map(|child| (*child, in_lane || is_lane)));
            }
        }
        // The first link of a lane is its title.
        lanes.iter_mut().for_each(|(_, links)| drop(links.remove(0)));
        lanes
    }

    /// Presses the tab key and returns the class and the name of the focused element.
    pub fn press_tab(&mut self) -> (String, String) {
        for kind in ["rawKeyDown", "keyUp"] {
            let key =
                json!({"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9});
            self.call("Input.dispatchKeyEvent", &key);
        }
        let focus = self.evaluate(
            "(e => [e.getAttribute('class') || e.tagName, e.getAttribute('aria-label') || '', \
             getComputedStyle(e).outlineStyle])(document.activeElement)",
        );
        let of = |index: usize| focus[index].as_str().unwrap().to_owned();
        assert!(of(0) == "BODY" || of(2) != "none", "the focus is not seen on {focus}");
        (of(0), of(1))
    }

    /// Shows the page on a medium (`screen`, `print`) in a colour scheme (`light`, `dark`).
    pub fn emulate(&mut self, medium: &str, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", &json!({"media": medium, "features": features}));
    }

    /// Saves a screenshot of the page, or of the upper part if the page is very long.
    pub fn screenshot(&mut self, name: &str) {
        let size =
            self.evaluate("[innerWidth, Math.min(document.documentElement.scrollHeight, 3000)]");
        let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
        let picture = self
            .call("Page.captureScreenshot", &json!({"captureBeyondViewport": true, "clip": clip}));
        keep(&format!("{name}.png"), &picture["data"]);
    }

    /// Prints the page to a PDF, saves it, and returns its bytes.
    pub fn print(&mut self, name: &str) -> Vec<u8> {
        let printed = self
            .call("Page.printToPDF", &json!({"preferCSSPageSize": true, "printBackground": true}));
        keep(&format!("{name}.pdf"), &printed["data"])
    }
}

/// Saves data from the browser below `target/timeline`.
fn keep(name: &str, data: &Value) -> Vec<u8> {
    let bytes = STANDARD.decode(data.as_str().unwrap()).unwrap();
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("timeline");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), &bytes).unwrap();
    bytes
}
