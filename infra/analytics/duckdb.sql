-- The tables of an export in DuckDB, and what the queries need: two functions that Athena has under
-- these names. Run it in the folder of the export: duckdb -init …/infra/analytics/duckdb.sql
CREATE OR REPLACE MACRO json_extract_scalar(document, path) AS json_extract_string(document, path);
CREATE OR REPLACE MACRO approx_percentile(number, share) AS approx_quantile(number, share);
CREATE OR REPLACE VIEW common_events AS SELECT * FROM 'common_events/*.parquet';
CREATE OR REPLACE VIEW conversations AS SELECT * FROM 'conversations/*.parquet';
CREATE OR REPLACE VIEW participants AS SELECT * FROM 'participants/*.parquet';
CREATE OR REPLACE VIEW segments AS SELECT * FROM 'segments/*.parquet';
