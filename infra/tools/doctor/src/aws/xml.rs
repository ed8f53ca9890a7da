//! XML answers of services with the query protocol, as a tree of elements.

use aws_smithy_xml::decode::{Document, ScopedDecoder, XmlDecodeError, try_data};

/// The elements with text that the doctor reads. The decoder gives either the text of an element or
/// the elements within it, so it has to be known which ones have text.
const TEXTS: &[&str] = &[
    "Code",
    "KeyCount",
    "LogicalResourceId",
    "Message",
    "NextToken",
    "OutputKey",
    "OutputValue",
    "ParameterKey",
    "ParameterValue",
    "PhysicalResourceId",
    "ResourceType",
    "StackId",
    "StackStatus",
    "StackStatusReason",
];

/// An element: its name, and either text or elements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    name: String,
    text: String,
    children: Vec<Self>,
}

impl Element {
    /// The root element of a document.
    pub fn parse(text: &str) -> Result<Self, XmlDecodeError> {
        let mut document = Document::new(text);
        let mut root = document.root_element()?;
        Self::read(&mut root)
    }

    fn read(scope: &mut ScopedDecoder<'_, '_>) -> Result<Self, XmlDecodeError> {
        let mut element = Self { name: scope.start_el().local().to_owned(), ..Self::default() };
        if TEXTS.contains(&element.name.as_str()) {
            element.text = try_data(scope)?.into_owned();
            return Ok(element);
        }
        while let Some(mut child) = scope.next_tag() {
            element.children.push(Self::read(&mut child)?);
        }
        Ok(element)
    }

    /// The first element of this name within this one.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first element of this name. An empty one has none.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The elements of a list: `<name><member>…</member>…</name>`.
    pub fn members(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.child(name).into_iter().flat_map(|list| &list.children)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_texts_are_read() {
        let text = "<?xml version=\"1.0\"?>\n<Answer xmlns=\"http://x/\">\n <Result>\n  <List>\n   \
            <member><OutputKey>a</OutputKey><OutputValue>1 &lt; 2</OutputValue></member>\n   \
            <member><OutputKey>b</OutputKey><OutputValue/></member>\n  </List>\n  <Other>x</Other>\
            \n </Result>\n</Answer>";
        let root = Element::parse(text).unwrap();
        let result = root.child("Result").unwrap();
        let read: Vec<_> = result
            .members("List")
            .map(|member| (member.text("OutputKey"), member.text("OutputValue")))
            .collect();
        assert_eq!(read, [(Some("a"), Some("1 < 2")), (Some("b"), None)]);
        assert_eq!(result.members("None").count(), 0);
        assert!(Element::parse("no XML").is_err());
    }
}
