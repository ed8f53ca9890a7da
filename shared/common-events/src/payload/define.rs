//! The macros that define the types of Common Events and their payloads.

/// Defines the struct of a payload, or of a part of one.
macro_rules! payload {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[serde_with::skip_serializing_none]
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $crate::address::Addresses for $name {
            #[allow(unused_variables, reason = "a payload may have no field")]
            fn collect(path: &str, into: &mut Vec<String>) {
                $(<$type as $crate::address::Addresses>::collect(
                    &format!("{path}/{}", $crate::address::camel_case(stringify!($field))),
                    into,
                );)*
            }
        })*
    };
}

/// Defines every type of Common Event: its variant of `EventType`, how long it settles, and the
/// struct of its payload.
macro_rules! common_events {
    ($(
        $(#[$doc:meta])*
        $settles:ident $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    )*) => {
        $(payload! {
            $(#[$doc])*
            $name { $($(#[$field_doc])* $field: $type,)* }
        })*

        /// A type of Common Event. Its name is the `detail-type` on the bus.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum EventType {
            $($(#[$doc])* $name,)*
        }

        impl EventType {
            /// Every type, in the order of the catalogue.
            pub const ALL: &'static [EventType] = &[$(EventType::$name,)*];

            /// The name of the type.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// How long a Common Event of this type waits before publication.
            #[must_use]
            pub const fn settle_class(self) -> SettleClass {
                match self {
                    $(Self::$name => SettleClass::$settles,)*
                }
            }

            /// The fields of `data` that hold an [`Address`](crate::Address), as paths such as
            /// `/to/number`; `*` is each element of a list.
            #[must_use]
            pub fn addresses(self) -> Vec<String> {
                let mut paths = Vec::new();
                match self {
                    $(Self::$name => {
                        <$name as $crate::address::Addresses>::collect("", &mut paths);
                    })*
                }
                paths
            }
        }

        #[cfg(feature = "schema")]
        impl EventType {
            /// JSON Schema of the `data` of this type, as it is serialized.
            #[must_use]
            pub fn data_schema(
                self,
                generator: &mut schemars::SchemaGenerator,
            ) -> schemars::Schema {
                use schemars::JsonSchema;
                match self {
                    $(Self::$name => crate::Data::<$name>::json_schema(generator),)*
                }
            }
        }

        impl FromStr for EventType {
            type Err = UnknownType;
            fn from_str(text: &str) -> Result<Self, UnknownType> {
                match text {
                    $(stringify!($name) => Ok(Self::$name),)*
                    other => Err(UnknownType(other.to_owned())),
                }
            }
        }

        /// The payload of a Common Event, by type: the data besides the common part.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "one variant per type; see EventType")]
        pub enum Payload {
            $($name($name),)*
        }

        impl Payload {
            /// The type that this payload belongs to.
            #[must_use]
            pub const fn event_type(&self) -> EventType {
                match self {
                    $(Self::$name(_) => EventType::$name,)*
                }
            }

            /// Reads the payload of a type from `data` and ignores other fields.
            ///
            /// # Errors
            /// A required field is missing, or a field has another type.
            pub fn read(event_type: EventType, data: &Value) -> Result<Self, serde_json::Error> {
                match event_type {
                    $(EventType::$name => $name::deserialize(data).map(Self::$name),)*
                }
            }
        }

        $(impl From<$name> for Payload {
            fn from(payload: $name) -> Self {
                Self::$name(payload)
            }
        })*
    };
}
