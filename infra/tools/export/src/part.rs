//! Rows into row groups, row groups into files. The rows of one row group are in memory, and the
//! list of row groups of one file; a file is closed after some of them, so memory has a limit.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::TypePtr;

use crate::ExportError;
use crate::column::{Column, Read};

/// When a row group is written, and when a file is closed.
#[derive(Clone, Copy)]
struct Limits {
    /// Most rows of a row group.
    group_rows: u64,
    /// Bytes of texts after which a row group is written.
    group_bytes: usize,
    /// Most row groups of a file.
    file_groups: usize,
}

const LIMITS: Limits =
    Limits { group_rows: 65_536, group_bytes: 16 * 1024 * 1024, file_groups: 32 };
const MS_PER_DAY: i64 = 86_400_000;

/// Writes the rows of a table, whose columns are those of `R`.
pub(crate) struct Parts<R: 'static> {
    folder: PathBuf,
    columns: &'static [Column<R>],
    schema: TypePtr,
    properties: WriterPropertiesPtr,
    limits: Limits,
    group: Vec<Values>,
    group_rows: u64,
    group_bytes: usize,
    file: Option<SerializedFileWriter<File>>,
    files: u64,
    rows: u64,
}

/// What was written of a table.
pub(crate) struct Written {
    pub rows: u64,
    pub files: u64,
}

impl<R> Parts<R> {
    /// Creates the folder of the table `name`.
    pub fn create(
        folder: PathBuf,
        name: &str,
        columns: &'static [Column<R>],
    ) -> Result<Self, ExportError> {
        Self::within(folder, name, columns, LIMITS)
    }

    fn within(
        folder: PathBuf,
        name: &str,
        columns: &'static [Column<R>],
        limits: Limits,
    ) -> Result<Self, ExportError> {
        fs::create_dir_all(&folder).map_err(|error| ExportError::File(folder.clone(), error))?;
        let fields: String =
            columns.iter().map(|column| column.kind().field(column.name)).collect();
        let schema = parse_message_type(&format!("message {name} {{ {fields} }}"))
            .map_err(|error| ExportError::Parquet(folder.clone(), error))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        Ok(Self {
            folder,
            columns,
            schema: Arc::new(schema),
            properties: Arc::new(properties),
            limits,
            group: columns.iter().map(|column| Values::new(&column.read)).collect(),
            group_rows: 0,
            group_bytes: 0,
            file: None,
            files: 0,
            rows: 0,
        })
    }

    /// Takes a row. Writes the row group if it is full.
    pub fn add(&mut self, row: &R) -> Result<(), ExportError> {
        for (column, values) in self.columns.iter().zip(&mut self.group) {
            self.group_bytes += values.push(&column.read, row);
        }
        self.group_rows += 1;
        if self.group_rows >= self.limits.group_rows || self.group_bytes >= self.limits.group_bytes
        {
            self.write_group()?;
        }
        Ok(())
    }

    /// Writes the rest. A table without rows has one file, so that its columns can be read.
    pub fn finish(mut self) -> Result<Written, ExportError> {
        if self.group_rows > 0 || self.files == 0 {
            self.write_group()?;
        }
        self.close_file()?;
        Ok(Written { rows: self.rows, files: self.files })
    }

    fn write_group(&mut self) -> Result<(), ExportError> {
        let empty = self.columns.iter().map(|column| Values::new(&column.read)).collect();
        let group = std::mem::replace(&mut self.group, empty);
        let path = self.folder.join(format!("part-{:05}.parquet", self.files));
        let failed = |error| ExportError::Parquet(path.clone(), error);
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let file = File::create_new(&path);
                let file = file.map_err(|error| ExportError::File(path.clone(), error))?;
                let (schema, properties) = (self.schema.clone(), self.properties.clone());
                let writer = SerializedFileWriter::new(file, schema, properties);
                self.file.insert(writer.map_err(failed)?)
            }
        };
        if self.group_rows > 0 {
            write(file, &group).map_err(failed)?;
        }
        let is_full = file.flushed_row_groups().len() >= self.limits.file_groups;
        self.rows += std::mem::take(&mut self.group_rows);
        self.group_bytes = 0;
        if is_full { self.close_file() } else { Ok(()) }
    }

    fn close_file(&mut self) -> Result<(), ExportError> {
        if let Some(file) = self.file.take() {
            let path = || self.folder.join(format!("part-{:05}.parquet", self.files));
            file.close().map_err(|error| ExportError::Parquet(path(), error))?;
            self.files += 1;
        }
        Ok(())
    }
}

/// Writes a row group.
fn write(file: &mut SerializedFileWriter<File>, columns: &[Values]) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for values in columns {
        let missing = || ParquetError::General("a column is not in the schema".to_owned());
        let mut column = group.next_column()?.ok_or_else(missing)?;
        match &values.typed {
            Typed::Text(texts) => values.write::<ByteArrayType>(&mut column, texts)?,
            Typed::Integer(integers) => values.write::<Int64Type>(&mut column, integers)?,
            Typed::Flag(flags) => values.write::<BoolType>(&mut column, flags)?,
            Typed::Day(days) => values.write::<Int32Type>(&mut column, days)?,
        }
        column.close()?;
    }
    group.close()?;
    Ok(())
}

/// The values of a column in a row group.
struct Values {
    typed: Typed,
    /// For each entry 1 if it has a value, 0 for null and for an empty list.
    definitions: Vec<i16>,
    /// Of a list: for each entry 0 if it begins a row, 1 if it continues one.
    repetitions: Option<Vec<i16>>,
}

enum Typed {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Flag(Vec<bool>),
    Day(Vec<i32>),
}

impl Values {
    const fn new<R>(read: &Read<R>) -> Self {
        let typed = match read {
            Read::Text(_) | Read::Texts(_) => Typed::Text(Vec::new()),
            Read::Integer(_) | Read::Instant(_) => Typed::Integer(Vec::new()),
            Read::Flag(_) => Typed::Flag(Vec::new()),
            Read::Day(_) => Typed::Day(Vec::new()),
        };
        let repetitions = if matches!(read, Read::Texts(_)) { Some(Vec::new()) } else { None };
        Self { typed, definitions: Vec::new(), repetitions }
    }

    /// Takes the value of a row. Returns the bytes of its texts.
    fn push<R>(&mut self, read: &Read<R>, row: &R) -> usize {
        match (read, &mut self.typed) {
            (Read::Text(text), Typed::Text(values)) => {
                let text = text(row);
                let bytes = text.as_ref().map_or(0, String::len);
                push(values, &mut self.definitions, text.map(|text| text.into_bytes().into()));
                bytes
            }
            (Read::Texts(texts), Typed::Text(values)) => {
                let texts = texts(row);
                let bytes = texts.iter().map(String::len).sum();
                let entries = texts.len().max(1);
                let levels = (0..entries).map(|entry| i16::from(entry > 0));
                self.repetitions.get_or_insert_default().extend(levels);
                self.definitions.extend((0..entries).map(|_| i16::from(!texts.is_empty())));
                values.extend(texts.into_iter().map(|text| ByteArray::from(text.into_bytes())));
                bytes
            }
            (Read::Integer(integer), Typed::Integer(values)) => {
                push(values, &mut self.definitions, integer(row));
                0
            }
            (Read::Instant(at), Typed::Integer(values)) => {
                push(values, &mut self.definitions, at(row).map(genesys::Timestamp::ms));
                0
            }
            (Read::Flag(flag), Typed::Flag(values)) => {
                push(values, &mut self.definitions, flag(row));
                0
            }
            (Read::Day(at), Typed::Day(values)) => {
                let day = at(row).and_then(|at| i32::try_from(at.ms().div_euclid(MS_PER_DAY)).ok());
                push(values, &mut self.definitions, day);
                0
            }
            _ => unreachable!("the values were created for this column"),
        }
    }

    fn write<T: DataType>(
        &self,
        column: &mut SerializedColumnWriter<'_>,
        values: &[T::T],
    ) -> Result<(), ParquetError> {
        let repetitions = self.repetitions.as_deref();
        column.typed::<T>().write_batch(values, Some(&self.definitions), repetitions)?;
        Ok(())
    }
}

fn push<T>(values: &mut Vec<T>, definitions: &mut Vec<i16>, value: Option<T>) {
    definitions.push(i16::from(value.is_some()));
    values.extend(value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use genesys::Timestamp;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    /// A row of each type: nothing for an odd number, and lists of 0, 1, 2 texts.
    const COLUMNS: &[Column<i64>] = &[
        Column::new(
            "text",
            Read::Text(|n| some(*n).map(|n| format!("{n}{}", "x".repeat(500)))),
            "",
        ),
        Column::new(
            "texts",
            Read::Texts(|n| (0..n % 3).map(|at| format!("{n}/{at}")).collect()),
            "",
        ),
        Column::new("integer", Read::Integer(|n| some(*n)), ""),
        Column::new("flag", Read::Flag(|n| some(*n).map(|n| n % 4 == 0)), ""),
        Column::new("at", Read::Instant(|n| some(*n).map(from_ms)), ""),
        // The last millisecond of the day before.
        Column::new("day", Read::Day(|n| some(*n).map(|n| from_ms(n * MS_PER_DAY - 1))), ""),
    ];
    const fn from_ms(ms: i64) -> Timestamp {
        Timestamp::from_ms(ms)
    }

    fn some(n: i64) -> Option<i64> {
        (n % 2 == 0).then_some(n)
    }

    const SMALL: Limits = Limits { group_rows: 7, group_bytes: 3_000, file_groups: 3 };

    fn written(folder: &std::path::Path, rows: i64) -> Written {
        let mut parts = Parts::within(folder.to_owned(), "numbers", COLUMNS, SMALL).unwrap();
        for row in 0..rows {
            parts.add(&row).unwrap();
        }
        parts.finish().unwrap()
    }

    #[test]
    fn rows_come_back_from_all_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let written = written(folder.path(), 100);
        assert_eq!(written.rows, 100);
        assert!(written.files > 3, "{}", written.files);
        let mut row = 0;
        for number in 0..written.files {
            let path = folder.path().join(format!("part-{number:05}.parquet"));
            let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
            assert!(reader.num_row_groups() <= SMALL.file_groups);
            for read in reader.get_row_iter(None).unwrap() {
                let fields: Vec<Field> =
                    read.unwrap().into_columns().into_iter().map(|it| it.1).collect();
                let null = |field: Field| if row % 2 == 0 { field } else { Field::Null };
                assert_eq!(fields[0], null(Field::Str(format!("{row}{}", "x".repeat(500)))));
                let Field::ListInternal(texts) = &fields[1] else { panic!("{:?}", fields[1]) };
                let expected: Vec<Field> =
                    (0..row % 3).map(|at| Field::Str(format!("{row}/{at}"))).collect();
                assert_eq!(texts.elements(), expected);
                assert_eq!(fields[2], null(Field::Long(row)));
                assert_eq!(fields[3], null(Field::Bool(row % 4 == 0)));
                assert_eq!(fields[4], null(Field::TimestampMillis(row)));
                assert_eq!(fields[5], null(Field::Date(i32::try_from(row - 1).unwrap())));
                row += 1;
            }
        }
        assert_eq!(row, 100);
    }

    #[test]
    fn table_without_rows_has_a_file_with_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let written = written(folder.path(), 0);
        assert_eq!((written.rows, written.files), (0, 1));
        let file = File::open(folder.path().join("part-00000.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        assert_eq!(schema.num_columns(), COLUMNS.len());
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    }

    #[test]
    fn memory_does_not_grow_with_the_table() {
        let most_bytes = |rows| {
            let folder = tempfile::tempdir().unwrap();
            let write = || assert_eq!(written(folder.path(), rows).rows, rows.unsigned_abs());
            allocation_counter::measure(write).bytes_max
        };
        let (few, many) = (most_bytes(200), most_bytes(4_000));
        assert!(many < few + 20_000, "{few}, then {many} bytes");
    }
}
