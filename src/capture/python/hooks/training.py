"""Tells of training functions without an estimator: XGBoost's and LightGBM's, with the matrix that they are given."""
need('estimators')
need('histories')
need('models')

# What is known of a matrix (a DMatrix, a Dataset, a Pool) must be asked when it is made: it may forget its data at once.
matrices = {}


def matrix_begins(original, frame, arguments, named):
    return True if caller(frame)[0] is None else None


def matrix_ends(ticket, result, arguments, named):
    data = argument(arguments, named, 1, 'data')
    label = argument(arguments, named, 2, 'label')
    matrices[id(arguments[0])] = (weak_reference(arguments[0]), [
        ('shape', shape_of(data)), ('columns', columns_of(data)), ('links', attempt_inside(links_of, data) or None),
        ('target', name_of(label)), ('targetLinks', attempt_inside(links_of, label) or None),
    ], measured_on(label, data))


def matrix_of(value):
    reference, fields, data = matrices.get(id(value), (None, [], None))
    return (fields, data) if reference is not None and reference() is value else ([], None)


def train_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    ident = get_ident()
    if by is not None or ident in fits:
        return None
    fit = Fit(None, original.__name__, by, file, line)
    fit.curves = {}
    fits[ident] = (fit, [None])
    return fit, original


def train_fails(ticket):
    fit_fails(ticket[0])


def train_ends(ticket, result, arguments, named):
    fit, original = ticket
    attempt_inside(begins_with, result, original, fit, named)
    seconds = time.time() - fit.began
    fit_fails(fit)
    name = '%s.%s' % (original.__module__, original.__name__)
    count, due = ordinal((name, fit.file, fit.line))
    fit.name = attempt_inside(remember_fit, result) or None
    given = argument(arguments, named, 0, 'params')
    if not due or not isinstance(given, dict):
        return
    matrix = argument(arguments, named, 1, 'dtrain', 'train_set')
    emit('fit', [
        ('class', qualified(type(result))), ('method', name), ('file', fit.file), ('line', fit.line), ('count', count),
        ('seconds', seconds), ('libraries', [library_of(type(result))]),
        ('parameters', native_parameters(given, matrix, arguments, named)),
        ('id', fit.name),
    ] + matrix_fields(matrix, result))
    emit_history(qualified(type(result)), fit, fit.curves, native_best(result), native_data(named))


def cv_begins(original, frame, arguments, named):
    ticket = train_begins(original, frame, arguments, named)
    if ticket is not None:
        # Its result tells the curves.
        ticket[0].curves = None
    return ticket


def cv_ends(ticket, result, arguments, named):
    fit, original = ticket
    seconds = time.time() - fit.began
    fit_fails(fit)
    library = original.__module__.split('.')[0]
    name = library + '.cv'
    count, due = ordinal((name, fit.file, fit.line))
    given = argument(arguments, named, 0, 'params')
    if not due or not isinstance(given, dict):
        return
    matrix = argument(arguments, named, 1, 'dtrain', 'train_set')
    folds = [[key, plain(named[key]), 0] for key in ('nfold', 'stratified', 'shuffle', 'seed', 'metrics') if key in named]
    fields, data = matrix_of(matrix)
    emit('fit', [
        ('class', name), ('method', name), ('file', fit.file), ('line', fit.line), ('count', count), ('seconds', seconds),
        ('libraries', [library]), ('parameters', native_parameters(given, matrix, arguments, named) + folds),
    ] + fields)
    curves = folded(result, library)
    emit_history(name, fit, curves, {}, dict([(key, data) for key in curves]))


def folded(result, library):
    """Mean and deviation over the folds by round: {data: {`logloss-mean`: [value, ...]}}"""
    columns = result.to_dict('list') if hasattr(result, 'to_dict') else result
    curves = {}
    for name, values in columns.items():
        if not isinstance(values, (list, tuple)):
            continue
        # `test-logloss-mean` of XGBoost; `valid auc-mean` of LightGBM, before its version 4 without the first word.
        data, separator, metric = name.partition('-' if library == 'xgboost' else ' ')
        curves.setdefault(data if separator else 'valid', {})[metric if separator else name] = list(values)
    return curves


def begins_with(model, original, fit, named):
    # A model that is given to go on from is another object than the one that comes out, and a file is read by the library.
    for name in ('xgb_model', 'init_model'):
        base = named.get(name)
        if base is None:
            continue
        path = place_of(base) if known_of(descents, base) is None else None
        if path is not None:
            emit_load('%s.%s' % (original.__module__, original.__name__), path, model, (fit.by, fit.file, fit.line))
        trained_on(model, name, base)


def native_parameters(given, matrix, arguments, named):
    found = [[str(key), plain(value), 0] for key, value in sorted(given.items(), key=str)]
    rounds = argument(arguments, named, 2, 'num_boost_round')
    if isinstance(rounds, int):
        found.append(['num_boost_round', rounds, 0])
    stopping = [named.get('early_stopping_rounds')]
    stopping += [vars(one).get('stopping_rounds') for one in named.get('callbacks') or [] if hasattr(one, '__dict__')]
    stopping += [vars(one).get('rounds') for one in named.get('callbacks') or [] if hasattr(one, '__dict__')]
    found += [['early_stopping_rounds', one, 0] for one in stopping if isinstance(one, int)][:1]
    categories = getattr(matrix, 'categorical_feature', None)
    if isinstance(categories, (list, tuple)) and categories:
        found.append(['categorical_feature', plain(list(categories)), 0])
    return found


def matrix_fields(matrix, result):
    fields = matrix_of(matrix)[0]
    if dict(fields).get('columns') is not None:
        return fields
    names = getattr(result, 'feature_names', None)
    if names is None and hasattr(result, 'feature_name'):
        names = result.feature_name()
    columns = [str(name) for name in names[:NAMES_MAX]] if isinstance(names, list) else None
    return [field for field in fields if field[0] != 'columns'] + [('columns', columns)]


def native_data(named):
    """{name of an evaluation set: what is known of its data}"""
    pairs = [(name, matrix) for matrix, name in named.get('evals') or []]
    matrices_given = named.get('valid_sets')
    if matrices_given is not None and not isinstance(matrices_given, (list, tuple)):
        matrices_given = [matrices_given]
    names = named.get('valid_names')
    names = [names] if isinstance(names, str) else names
    for index, matrix in enumerate(matrices_given or []):
        pairs.append((names[index] if names and index < len(names) else 'valid_%d' % index, matrix))
    return dict([(name, matrix_of(matrix)[1]) for name, matrix in pairs])


def current_curves():
    fit = fits.get(get_ident(), (None, []))[0]
    return getattr(fit, 'curves', None)


def container_begins(original, frame, arguments, named):
    return True if current_curves() is not None else None


def container_ends(ticket, result, arguments, named):
    # XGBoost's own record of what it evaluated, {data: {metric: [value, ...]}}.
    current_curves().update(dict([(data, dict(found)) for data, found in arguments[0].history.items()]))


def evaluation_ends(ticket, result, arguments, named):
    # LightGBM gives (data, metric, value, whether higher is better) after each round.
    curves = current_curves()
    for data, metric, value in [entry[:3] for entry in result]:
        curves.setdefault(data, {}).setdefault(metric, []).append(value)


def patch_training(module, names):
    patch_each(module, names, train_begins, train_ends, train_fails)
    patch_each(module, 'cv', cv_begins, cv_ends, train_fails)


def patch_containers(module, names):
    patch_each(module, names, container_begins, container_ends)


def patch_xgboost(module, names):
    patch_dumps(module, names)
    patch_each(module, 'Booster.load_model', own_load_begins, own_load_ends)
    patch_each(module, 'Booster.predict Booster.inplace_predict', predict_begins, predict_ends)
    patch_each(module, 'DMatrix.__init__ QuantileDMatrix.__init__', matrix_begins, matrix_ends)


def patch_lightgbm(module, names):
    patch_dumps(module, names)
    patch_each(module, 'Dataset.__init__', matrix_begins, matrix_ends)
    patch_each(module, 'Booster.__init__', booster_begins, booster_ends)
    patch_each(module, 'Booster.predict', predict_begins, predict_ends)
    patch_each(module, 'Booster.eval_train Booster.eval_valid', container_begins, evaluation_ends)


def booster_begins(original, frame, arguments, named):
    return own_load_begins(original, frame, arguments, named) if named.get('model_file') is not None else None


def booster_ends(ticket, result, arguments, named):
    path = place_of(named['model_file'])
    if path is not None:
        emit_load('lightgbm.basic.Booster', path, arguments[0], ticket[1:])


def patch_catboost(module, names):
    patch_dumps(module, names)
    patch_each(module, 'CatBoost.load_model', own_load_begins, own_load_ends)
    patch_each(module, 'Pool.__init__', matrix_begins, matrix_ends)
    kinds = [kind + '.fit' for kind in ('CatBoost', 'CatBoostClassifier', 'CatBoostRegressor', 'CatBoostRanker')]
    patch_each(module, ' '.join(kinds), fit_begins, fit_ends, fit_fails)
    for kind in ('CatBoost', 'CatBoostClassifier', 'CatBoostRegressor', 'CatBoostRanker'):
        patch_each(module, ' '.join([kind + '.' + name for name in PREDICTING]), predict_begins, predict_ends)
