"""Tells of each metric that is computed, with its value and the size of the data it is of."""
need('calls')
need('histories')
need('predictions')

# In a loop over batches or thresholds the data of the first calls are those of all.
MEASURED_MAX = 10


def metric_begins(original, frame, arguments, named):
    if is_by_library(frame):
        return None
    by, file, line = caller(frame)
    return original.__name__, None, 0, file, line


def score_begins(original, frame, arguments, named):
    if is_by_library(frame):
        return None
    by, file, line = caller(frame)
    return original.__name__, qualified(type(arguments[0])), 1, file, line


def metric_ends(ticket, result, arguments, named):
    name, of, position, file, line = ticket
    values = None
    if name == 'cross_val_score' and getattr(result, 'ndim', None) == 1 and 0 < len(result) <= 100:
        of = qualified(type(argument(arguments, named, 0, 'estimator')))
        position = 1
        values = [plain(value) for value in result.tolist()]
        result = float(result.mean())
    elif hasattr(result, 'item') and getattr(result, 'shape', None) == ():
        result = result.item()
    if isinstance(result, bool) or not isinstance(result, (int, float)):
        return
    count, due = ordinal((name, of, file, line))
    if not due:
        return
    data = argument(arguments, named, position, 'y_true', 'X')
    shape = shape_of(data)
    answers = argument(arguments, named, position + 1, 'y') if position else None
    model = fields_behind(argument(arguments, named, 1, 'y_pred', 'y_score', 'y_prob', 'y_proba')) if position == 0 else []
    if name == 'score':
        model = model_fields(arguments[0])
    options = [(key, plain(value)) for key, value in named.items() if isinstance(value, (bool, int, float, str))]
    emit('metric', [
        ('name', name), ('value', plain(float(result))), ('values', values), ('of', of), ('file', file), ('line', line),
        ('count', count), ('samples', shape[0] if shape else None), ('options', dict(options) or None),
        ('data', measured_on(answers, data) if count <= MEASURED_MAX else None),
    ] + model)


def patch_metrics(module, names):
    functions = [
        name for name, value in module.__dict__.items()
        if type(value) is type(patch_metrics) and not name.startswith('_') and value.__module__ == module.__name__
    ]
    patch_each(module, ' '.join(functions), metric_begins, metric_ends)


def patch_scores(module, names):
    patch_each(module, names, metric_begins, metric_ends)
