"""Tells what is fitted, with its parameters and their origins."""
need('calls')
need('descent')
need('features')
need('histories')
need('lineage')
need('metrics')
need('predictions')

FITTING = ('fit', 'fit_transform', 'fit_predict', 'partial_fit')
# What these fit is a step of their own arithmetic, as the LabelEncoder inside roc_auc_score is.
HELPERS = ('sklearn.metrics', 'sklearn.preprocessing', 'sklearn.utils')
BOOSTERS = ('xgboost', 'lightgbm', 'catboost')
fits = {}
# By the id of an estimator: the names of the arguments that it was made with.
given = {}
forgotten_by_children.append(fits)


class Fit(object):
    def __init__(self, estimator, method, by, file, line):
        self.estimator = estimator
        self.method = method
        self.by = by
        self.file = file
        self.line = line
        self.began = time.time()
        self.nested = []
        self.name = None
        self.has_workers = False


def patch_estimators(module, names):
    """Every class that derives from BaseEstimator from now on: all of scikit-learn, the user's own, XGBoost's, ..."""
    base = module.BaseEstimator
    inherited = base.__dict__.get('__init_subclass__')
    if inherited is not None and is_ours(inherited.__func__):
        return

    def init_subclass(cls, **named):
        if inherited is None:
            super(base, cls).__init_subclass__(**named)
        else:
            inherited.__func__(cls, **named)
        attempt(patch_estimator, cls)

    base.__init_subclass__ = classmethod(hide(init_subclass))
    patch_each(module, 'TransformerMixin.fit_transform ClusterMixin.fit_predict OutlierMixin.fit_predict',
               fit_begins, fit_ends, fit_fails)
    patch_each(module, 'ClassifierMixin.score RegressorMixin.score', score_begins, metric_ends)


def patch_estimator(cls):
    for name in FITTING:
        wrap_method(cls, name, fit_begins, fit_ends, fit_fails)
    wrap_method(cls, 'score', score_begins, metric_ends)
    wrap_method(cls, '__init__', making_begins, None)
    patch_predictions(cls)


def making_begins(original, frame, arguments, named):
    """Notes what was given, also where it is the default. scikit-learn's own clones are given everything, which says nothing."""
    if module_of(frame).startswith('sklearn.'):
        return
    estimator = arguments[0]
    # The constructor that the class inherits is called by its own.
    if given_to(estimator) is None:
        names = original.__code__.co_varnames[:original.__code__.co_argcount]
        ident = id(estimator)
        given[ident] = (weak_reference(estimator, lambda _: given.pop(ident, None)),
                        set(names[1:len(arguments)]).union(named))


def given_to(estimator):
    reference, names = given.get(id(estimator), (None, None))
    return names if reference is not None and reference() is estimator else None


def fit_begins(original, frame, arguments, named):
    """The outermost fit gets a `Fit`. Those inside it, also in its worker threads, are counted there, once each."""
    estimator = arguments[0]
    ident = get_ident()
    fit, stack = fits.get(ident, (None, []))
    if fit is None:
        by, file, line = caller(frame)
        if by is not None and by.startswith(HELPERS):
            return None
        if by is None or not fits:
            fit = Fit(estimator, original.__name__, by, file, line)
            fits[ident] = (fit, [estimator])
            return fit
        fit = list(fits.values())[-1][0]
        fits[ident] = (fit, stack)
    # LightGBM has its labels encoded by scikit-learn.
    if module_of(frame).split('.')[0] in BOOSTERS:
        return None
    # A `fit_transform` that calls the `fit` of the same object is one.
    if any([estimator is one for one in stack]):
        return None
    fit.nested.append(type(estimator))
    stack.append(estimator)
    return INNER


INNER = 'inner'


def fit_fails(ticket):
    # A child that was forked inside a fit has forgotten it.
    ident = get_ident()
    if ident not in fits:
        return
    stack = fits[ident][1]
    stack.pop()
    if not stack:
        del fits[ident]


def fit_ends(fit, result, arguments, named):
    fit_fails(fit)
    if fit is INNER:
        return
    estimator = fit.estimator
    if fit.by is None:
        attempt_inside(fit_goes_on, estimator, fit.method, named)
        # Also of a fit that is not told itself, since a model that is fitted anew is another than it was.
        fit.name = attempt_inside(name_of_fit, estimator, fit.method, named) or None
    name = qualified(type(estimator))
    count, due = ordinal((name, fit.method, fit.by, fit.file, fit.line))
    # A library that fits in a loop (cross-validation) does so in each of its workers, too: the first tells the most.
    if not due or (fit.by is not None and count & (count - 1) != 0):
        return
    data = argument(arguments, named, 1, 'X')
    answers = argument(arguments, named, 2, 'y')
    seconds = time.time() - fit.began
    parameters, libraries = parameters_of(estimator)
    parameters += given_to_fit(named)
    inner = {}
    for kind in fit.nested:
        inner[qualified(kind)] = inner.get(qualified(kind), 0) + 1
    inner.update(attempt_inside(candidates_of, estimator))
    fields = [
        ('class', name), ('method', fit.method), ('by', fit.by), ('file', fit.file), ('line', fit.line),
        ('count', count), ('seconds', seconds), ('libraries', libraries), ('parameters', parameters),
        ('nested', inner or None), ('workers', fit.has_workers or None),
    ] + data_fields(fit, data, answers)
    if fit.by is not None:
        fit.name = attempt_inside(remember_fit, estimator) or None
    fields.append(('id', fit.name))
    emit('fit', fields + attempt_inside(features_of, estimator) + attempt_inside(best_of, estimator))
    if fit.by is None:
        if fit.method == 'fit_transform':
            attempt_inside(follow_transformed, estimator, data, result)
        attempt_inside(tell_history, fit, arguments, named)


def name_of_fit(estimator, method, named):
    how, base = goes_on(estimator, method, named)
    name = remember_fit(estimator, goes_on=how is not None and base is None)
    # Any of them can be the one that is saved or asked.
    for one in predictors_in(estimator):
        fitted[id(one)] = (weak_reference(one), name)
    return name


def follow_transformed(estimator, data, result):
    # What a transformer outside a pipeline gives is an array as a rule, which knows no table.
    if origins_of(data) and library_of_table(result) == 'numpy' and len(result.shape) == 2:
        mark(result, origins_of(data), feature_names_of(estimator))


def tell_history(fit, arguments, named):
    curves, best, data = history_of(fit.estimator, arguments, named)
    emit_history(qualified(type(fit.estimator)), fit, curves, best, data)


def given_to_fit(named):
    # LightGBM and CatBoost take them here, not where the estimator is made.
    names = ('categorical_feature', 'cat_features', 'early_stopping_rounds')
    return [[name, plain(named[name]), 0] for name in names if named.get(name) not in (None, 'auto')]


def data_fields(fit, data, answers):
    matrix = globals().get('matrices', {}).get(id(data))
    if matrix is not None and matrix[0]() is data:
        return matrix[1]
    return [
        ('shape', shape_of(data)), ('columns', columns_of(data)), ('links', attempt_links(fit, data)),
        ('target', name_of(answers)), ('targetLinks', attempt_links(fit, answers)),
    ]


def attempt_links(fit, data):
    # What a library fits gets a part of what the user gave it.
    return None if fit.by is not None else attempt_inside(links_of, data) or None


def parameters_of(estimator):
    """Triples of name, value and origin (0: given in the code, n: default of the nth of `libraries`)."""
    found = []
    libraries = []
    collect_parameters(estimator, '', found, libraries, 0)
    return found, libraries


def collect_parameters(estimator, prefix, found, libraries, depth):
    kind = type(estimator)
    library = library_of(kind)
    if library not in libraries:
        libraries.append(library)
    defaults = defaults_of(kind)
    explicit = given_to(estimator) or ()
    for name, value in sorted(estimator.get_params(deep=False).items()):
        if len(found) >= NAMES_MAX:
            return
        is_default = name not in explicit and name in defaults and is_same(value, defaults[name])
        found.append([prefix + name, plain(value), libraries.index(library) + 1 if is_default else 0])
        if depth < 6:
            for inner_name, inner in inner_estimators(name, value):
                collect_parameters(inner, prefix + inner_name + '__', found, libraries, depth + 1)


def inner_estimators(name, value):
    if has_parameters(value):
        return [(name, value)]
    if not isinstance(value, list):
        return []
    steps = [item for item in value if isinstance(item, tuple) and len(item) > 1 and isinstance(item[0], str)]
    return [(step[0], step[1]) for step in steps if has_parameters(step[1])]


def has_parameters(value):
    return not isinstance(value, type) and hasattr(type(value), 'get_params') and hasattr(type(value), 'fit')


def library_of(kind):
    root = kind.__module__.split('.')[0]
    version = getattr(sys.modules.get(root), '__version__', None)
    if not isinstance(version, str):
        return qualified(kind)
    return '%s %s' % ({'sklearn': 'scikit-learn'}.get(root, root), version)


def defaults_of(kind):
    from inspect import signature
    found = {}
    for base in kind.__mro__:
        if '__init__' not in base.__dict__ or base is object:
            continue
        parameters = signature(base.__init__).parameters.values()
        for parameter in parameters:
            if parameter.default is not parameter.empty:
                found.setdefault(parameter.name, parameter.default)
        # Only one that takes `**named` has its parent's parameters, too, as the classifiers of XGBoost have.
        if not any([parameter.kind == parameter.VAR_KEYWORD for parameter in parameters]):
            break
    return found


def is_same(value, default):
    if value is default:
        return True
    if type(value) is not type(default) or not isinstance(value, (bool, int, float, str, tuple, list, dict)):
        return False
    return bool(value == default) or (value != value and default != default)


def candidates_of(search):
    """How often a search fitted what it searched for: it knows it, also where worker processes did."""
    held = vars(search)
    results = held.get('cv_results_')
    folds = held.get('n_splits_')
    if not isinstance(results, dict) or not isinstance(folds, int) or held.get('estimator') is None:
        return {}
    return {qualified(type(held['estimator'])): len(results['params']) * folds + ('best_estimator_' in held)}


def best_of(estimator):
    values = vars(estimator)
    if 'best_params_' not in values:
        return []
    return [('best', {'parameters': plain(values['best_params_']), 'score': plain(values.get('best_score_'))})]
