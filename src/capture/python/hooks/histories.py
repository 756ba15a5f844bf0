"""Tells how metrics went while a model was trained, and which round was the best."""
need('calls')
need('lineage')

CURVES_MAX = 50
POINTS_MAX = 1000


def emit_history(of, fit, curves, best, data):
    """`curves` is {data: {metric: [value, ...]}}, `data` what is known of the data under each name."""
    told = []
    for name, metrics in curves.items():
        for metric, values in metrics.items():
            points = [point for point in [point_of(value) for value in values] if point is not None]
            if len(points) != len(values) or not points or len(told) >= CURVES_MAX:
                continue
            # Of a long curve every nth point is told, and its last.
            every = (len(points) + POINTS_MAX - 1) // POINTS_MAX
            steps = [step for step in range(len(points)) if step % every == 0 or step == len(points) - 1]
            told.append([str(name), str(metric), steps, [plain(points[step]) for step in steps], data.get(name)])
    if told or best:
        emit('history', [
            ('of', of), ('models', [fit.name] if fit.name else None), ('file', fit.file), ('line', fit.line), ('curves', told),
            ('best', best or None),
        ])


def point_of(value):
    # Cross-validation gives the mean and its deviation.
    if isinstance(value, tuple) and value:
        value = value[0]
    return float(value) if isinstance(value, (int, float)) or hasattr(value, '__float__') else None


def native_best(model):
    """The best round by early stopping, and its score, where there was one. XGBoost counts from 0, LightGBM from 1."""
    found = {}
    for name in ('best_iteration', 'best_score'):
        value = attempt_inside(getattr, model, name, None)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            found[name] = plain(value)
    if found.get('best_iteration') in (0, -1) and 'best_score' not in found:
        return {}
    return found


def history_of(estimator, arguments, named):
    """The curves, the best round and the data of a fit by an estimator that keeps them."""
    steps = vars(estimator).get('steps')
    model = steps[-1][1] if isinstance(steps, list) and steps else estimator
    root = type(model).__module__.split('.')[0]
    if root not in BOOSTERS:
        return {}, {}, {}
    kept = '_evals_result' if root == 'lightgbm' else 'evals_result_'
    curves = model.get_evals_result() if root == 'catboost' else vars(model).get(kept)
    best = {}
    for name, told in (('best_iteration', 'best_iteration'), ('best_iteration_', 'best_iteration'), ('best_score', 'best_score')):
        value = attempt_inside(getattr, model, name, None)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            best[told] = plain(value)
    if best.get('best_iteration') == 0 and root == 'lightgbm':
        best = {}
    return curves or {}, best, evaluation_data(named, curves or {})


def evaluation_data(named, curves):
    sets = named.get('eval_set')
    if sets is None:
        return {}
    known = [data_of_set(one) for one in (sets if isinstance(sets, list) else [sets])]
    names = [name for name in curves if name != 'learn']
    return dict(zip(names, known)) if len(names) == len(known) else {}


def data_of_set(one):
    """What is known of an evaluation set: a pair of data and answers, or a matrix (CatBoost's Pool) that has both."""
    if isinstance(one, (tuple, list)):
        return measured_on(one[1], one[0]) if len(one) > 1 else None
    known = known_of(globals().get('matrices', {}), one)
    return None if known is None else known[2]
