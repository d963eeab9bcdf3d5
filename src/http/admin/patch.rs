//! A change of some fields (RFC 7396): one that is not named stays; `null` is a value like any other, for fields that may be
//! missing.

use serde::{Deserialize, Deserializer};

/// A field of a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// It is not named.
    #[default]
    Unnamed,
    /// It is to be this.
    To(T),
}

impl<T> Field<T> {
    /// Changes what it is about.
    pub fn put(self, value: &mut T) {
        if let Self::To(new) = self {
            *value = new;
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::To)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Change {
        name: Field<String>,
        help: Field<Option<String>>,
    }

    #[test]
    fn null_is_not_the_same_as_nothing() {
        let read = |json: &str| serde_json::from_str::<Change>(json).ok();
        let both = |name, help| Some(Change { name, help });
        assert_eq!(read("{}"), both(Field::Unnamed, Field::Unnamed));
        assert_eq!(read(r#"{"help":null}"#), both(Field::Unnamed, Field::To(None)));
        assert_eq!(read(r#"{"name":"a"}"#), both(Field::To("a".to_owned()), Field::Unnamed));
        assert_eq!(read(r#"{"name":null}"#), None, "a name cannot be missing");
        let (mut kept, mut changed) = (1, 1);
        Field::Unnamed.put(&mut kept);
        Field::To(2).put(&mut changed);
        assert_eq!((kept, changed), (1, 2));
    }
}
