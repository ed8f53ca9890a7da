//! In-memory objects, for tests.

use std::collections::{BTreeMap, VecDeque};

use async_trait::async_trait;
use bytes::Bytes;
use genesys::Timestamp;

use crate::notification::Object;
use crate::objects::{Body, Objects, Opened, Unread};

/// Objects that are read in chunks of `chunk` bytes.
#[derive(Debug, Clone)]
pub struct MemoryObjects {
    objects: BTreeMap<Object, Bytes>,
    last_modified: BTreeMap<Object, Timestamp>,
    chunk: usize,
}

impl MemoryObjects {
    /// Creates these objects.
    #[must_use]
    pub fn new(objects: impl IntoIterator<Item = (Object, Vec<u8>)>, chunk: usize) -> Self {
        Self {
            objects: objects.into_iter().map(|(object, bytes)| (object, bytes.into())).collect(),
            last_modified: BTreeMap::new(),
            chunk,
        }
    }

    /// Sets when an object was last modified.
    #[must_use]
    pub fn modified(mut self, object: Object, at: Timestamp) -> Self {
        self.last_modified.insert(object, at);
        self
    }
}

#[async_trait]
impl Objects for MemoryObjects {
    async fn open(&self, object: &Object) -> Result<Opened, Unread> {
        match self.objects.get(object) {
            Some(bytes) => {
                let chunks = bytes.chunks(self.chunk.max(1)).map(|chunk| bytes.slice_ref(chunk));
                Ok(Opened {
                    last_modified: self.last_modified.get(object).copied(),
                    body: Box::new(chunks.collect::<VecDeque<_>>()),
                })
            }
            None => Err(Unread::NotOpened {
                code: "NoSuchKey".into(),
                source: "there is no such object".into(),
            }),
        }
    }
}

#[async_trait]
impl Body for VecDeque<Bytes> {
    async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        Ok(self.pop_front())
    }
}
