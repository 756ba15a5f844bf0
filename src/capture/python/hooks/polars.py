"""Tells of tables that polars reads and writes, and follows them through what it and others make of them."""
need('frames')

# What makes a table of a table. Lazy frames have no values yet: their columns would have to be computed.
POLARS_DERIVING = (
    '__getitem__ bottom_k cast clone drop drop_nans drop_nulls explode extend fill_nan fill_null filter gather_every '
    'get_column head hstack interpolate join join_asof limit pivot rename reverse sample select select_seq shift slice sort '
    'tail to_dummies to_pandas to_series top_k transpose unique unpivot vstack with_columns with_columns_seq with_row_index'
)


def patch_polars(module, names):
    patch_each(module, 'DataFrame.' + ' DataFrame.'.join(POLARS_DERIVING.split()), derive_begins, derive_ends)
    patch_each(module, 'DataFrame.to_numpy', array_begins, array_ends)
    patch_writes(module, names)


def patch_polars_concat(module, names):
    patch_each(module, names, derive_begins, concat_ends)


def concat_ends(ticket, result, arguments, named):
    items = argument(arguments, named, 0, 'items')
    if isinstance(items, (list, tuple)):
        hand_on(result, *items)
