"""Tells of training functions without an estimator: their first argument is a dict of parameters."""
need('estimators')


def train_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    ident = get_ident()
    if by is not None or ident in fits:
        return None
    fits[ident] = (Fit(None, original.__name__, by, file, line), [None])
    return fits[ident][0], original


def train_ends(ticket, result, arguments, named):
    fit, original = ticket
    fit_fails(fit)
    name = '%s.%s' % (original.__module__, original.__name__)
    count, due = ordinal((name, fit.file, fit.line))
    given = argument(arguments, named, 0, 'params')
    if not due or not isinstance(given, dict):
        return
    parameters = [[str(key), plain(value), 0] for key, value in sorted(given.items(), key=str)]
    rounds = argument(arguments, named, 2, 'num_boost_round')
    if isinstance(rounds, int):
        parameters.append(['num_boost_round', rounds, 0])
    columns = getattr(result, 'feature_names', None)
    if columns is None and hasattr(result, 'feature_name'):
        columns = result.feature_name()
    emit('fit', [
        ('class', qualified(type(result))), ('method', name), ('file', fit.file), ('line', fit.line), ('count', count),
        ('seconds', time.time() - fit.began), ('libraries', []), ('parameters', parameters),
        ('columns', [str(column) for column in columns[:NAMES_MAX]] if isinstance(columns, list) else None),
    ])
