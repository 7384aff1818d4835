//! What an event of Socket.IO carries: any number of JSON values, with bytes among them, in the order they came.

use std::fmt;

use bytes::Bytes;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeTuple},
};
use serde_json::Number;

/// The arguments of an event, after its name.
#[derive(Debug, Default, PartialEq)]
pub struct Arguments(Vec<Said>);

/// A value. Its keys stay in their order, and may be there twice.
#[derive(Debug, PartialEq)]
enum Said {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Said>),
    Map(Vec<(String, Said)>),
    /// An attachment, which in the text has a placeholder.
    Bytes(Bytes),
}

impl Arguments {
    /// One text.
    pub fn text(text: &str) -> Self {
        Self(vec![Said::Text(text.into())])
    }

    /// Reads an event: a JSON list of its name and its arguments, in which `{"_placeholder":true,"num":N}` stands for the
    /// attachment of this number.
    ///
    /// # Errors
    /// What is no JSON list, is nested more than 127 deep, or names an attachment that there is not.
    pub fn read(event: &str, attachments: Vec<Bytes>) -> serde_json::Result<Self> {
        let mut all: Vec<Said> = serde_json::from_str(event)?;
        if all.is_empty() {
            return Err(serde_json::Error::custom("an event has a name"));
        }
        all.remove(0);
        if !attachments.is_empty() {
            all.iter_mut().try_for_each(|said| said.attach(&attachments))?;
        }
        Ok(Self(all))
    }
}

impl Said {
    fn attach(&mut self, attachments: &[Bytes]) -> serde_json::Result<()> {
        match self {
            Self::Map(entries) => {
                if let [(flag, Self::Bool(true)), (num, Self::Number(number))] = &entries[..]
                    && flag == "_placeholder"
                    && num == "num"
                {
                    let place = number.as_u64().and_then(|number| usize::try_from(number).ok());
                    let attachment = place.and_then(|place| attachments.get(place));
                    *self =
                        Self::Bytes(attachment.ok_or_else(|| serde_json::Error::custom("no such attachment"))?.clone());
                    return Ok(());
                }
                entries.iter_mut().try_for_each(|(_, said)| said.attach(attachments))
            }
            Self::List(list) => list.iter_mut().try_for_each(|said| said.attach(attachments)),
            _ => Ok(()),
        }
    }
}

impl Serialize for Arguments {
    /// As a tuple: a list would be taken for one argument.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.0.len())?;
        self.0.iter().try_for_each(|said| tuple.serialize_element(said))?;
        tuple.end()
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => serializer.collect_seq(list),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
        }
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Said, E> {
        Ok(Said::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Said, E> {
        Ok(Said::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Said, E> {
        Ok(Said::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Said, E> {
        Ok(Said::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Said, E> {
        Ok(Number::from_f64(number).map_or(Said::Null, Said::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Said, E> {
        Ok(Said::Text(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Said, E> {
        Ok(Said::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Said, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Said::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Said, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Said::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_as_it_was() {
        let event = r#"["e",null,true,-1,18446744073709551615,1.5,"Žofie 🦊","a\"b",[[]],{"b":{"a\\":1},"a":[2]}]"#;
        let arguments = Arguments::read(event, Vec::new()).unwrap();
        assert_eq!(serde_json::to_string(&arguments).unwrap(), event.replacen(r#""e","#, "", 1));
        assert_eq!(Arguments::read(r#"["e"]"#, Vec::new()).unwrap(), Arguments::default());
    }

    #[test]
    fn attachments_are_where_their_placeholders_were() {
        let attachments = vec![Bytes::from_static(b"one"), Bytes::from_static(b"two")];
        let event = r#"["e",{"_placeholder":true,"num":1},{"x":[{"_placeholder":true,"num":0}],"_placeholder":true}]"#;
        let Arguments(read) = Arguments::read(event, attachments).unwrap();
        assert_eq!(read[0], Said::Bytes(Bytes::from_static(b"two")));
        let Said::Map(entries) = &read[1] else { panic!("{read:?}") };
        assert_eq!(entries[0].1, Said::List(vec![Said::Bytes(Bytes::from_static(b"one"))]));
        assert_eq!(entries[1].1, Said::Bool(true));
    }

    #[test]
    fn what_makes_no_sense_is_an_error() {
        let missing = r#"["e",{"_placeholder":true,"num":1}]"#;
        assert!(Arguments::read(missing, vec![Bytes::new()]).is_err());
        let deep = format!(r#"["e",{}{}]"#, "[".repeat(200), "]".repeat(200));
        for event in ["", "[]", "1", "{}", r#"["e""#, r#"["e",]"#, &deep] {
            assert!(Arguments::read(event, Vec::new()).is_err(), "{event}");
        }
    }
}
