"""The graph as tables of columns, for DuckDB, Spark, polars and pandas; and as a directory of Parquet files."""
