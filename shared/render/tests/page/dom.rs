//! Parses a page as a browser does.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element: its name, its attributes, and the text under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    /// Names of the enclosing elements, outermost first.
    pub within: Vec<String>,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(attribute, _)| attribute == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }

    /// An attribute with a number of the drawing: pixels or percent.
    pub fn number(&self, name: &str) -> f64 {
        self.get(name).unwrap().trim_end_matches('%').parse().unwrap()
    }
}

/// The elements of a page in document order. Panics on anything that the parser has to correct.
pub fn elements(page: &str) -> Vec<Element> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let mut elements = Vec::new();
    collect(&dom.document, &mut Vec::new(), &mut elements);
    elements
}

fn collect(node: &Handle, within: &mut Vec<String>, elements: &mut Vec<Element>) {
    let NodeData::Element { name, attrs, .. } = &node.data else {
        assert!(!matches!(node.data, NodeData::Comment { .. }), "the templates have no comments");
        node.children.borrow().iter().for_each(|child| collect(child, within, elements));
        return;
    };
    let attributes = attrs.borrow();
    let attributes =
        attributes.iter().map(|it| (it.name.local.to_string(), it.value.to_string())).collect();
    let name = name.local.to_string();
    elements.push(Element {
        name: name.clone(),
        attributes,
        text: text(node),
        within: within.clone(),
    });
    within.push(name);
    node.children.borrow().iter().for_each(|child| collect(child, within, elements));
    within.pop();
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}
