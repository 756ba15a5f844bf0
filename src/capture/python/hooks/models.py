"""Tells of models that are written to files and read from them."""
need('calls')
need('descent')

MODELS = ('sklearn.base.BaseEstimator', 'torch.nn.modules.module.Module', 'xgboost.core.Booster',
          'lightgbm.basic.Booster', 'catboost.core._CatBoostBase', 'keras.src.models.model.Model',
          'keras.engine.training.Model', 'keras.src.engine.training.Model')
# Libraries that pickle on behalf of others, to send things to workers or to keep them in a cache.
CARRIERS = ('joblib', 'pandas', 'sklearn', 'torch', 'xgboost', 'lightgbm', 'catboost', 'cloudpickle', 'multiprocessing',
            'concurrent', 'distributed')

fits_told = 0
# By identity: a weak reference to a model, and the name of its fit.
fitted = {}


def owner_of(value):
    """The class of the network whose weights a dictionary holds, or None."""
    entry = known_of(globals().get('weight_owners', {}), value)
    return None if entry is None else entry[1]


def class_of(value):
    return owner_of(value) or qualified(type(value))


def is_model(value):
    return owner_of(value) is not None or any([qualified(kind) in MODELS for kind in type(value).__mro__])


def predicts(value):
    """Whether it is of a class, of the user's own, say, that predicts."""
    return any(['predict' in vars(kind) for kind in type(value).__mro__])


def members_of(value):
    """The models in a container, by where they are in it: `model`, `0`, `folds.2`."""
    return dict([(name, class_of(item)) for name, item in held_in(value)]) or None


HELD_MAX = 50
LOOKED_AT_MAX = 2000


def held_in(value):
    from itertools import islice
    found = []
    waiting = [('', value)]
    for _ in range(LOOKED_AT_MAX):
        if not waiting or len(found) >= HELD_MAX:
            break
        name, one = waiting.pop(0)
        if name and (is_model(one) or predicts(one)):
            found.append((name, one))
        elif isinstance(one, (dict, list, tuple)) and owner_of(one) is None:
            pairs = one.items() if isinstance(one, dict) else enumerate(one)
            inside = islice(pairs, max(0, LOOKED_AT_MAX - len(waiting)))
            waiting += [('%s.%s' % (name, key) if name else str(key), item) for key, item in inside]
    return found


def remember_fit(model, goes_on=False):
    """
    A name for a fit, by which the file is known that the model goes to. One that goes on from the object's fit before is
    called after the first of them: `7.3+1`, `7.3+2`.
    """
    global fits_told
    entry = known_of(fitted, model) if goes_on else None
    if entry is None:
        fits_told += 1
        name = '%d.%d' % (os.getpid(), fits_told)
    else:
        first, _, number = entry[1].partition('+')
        name = '%s+%d' % (first, int(number or 0) + 1)
    fitted[id(model)] = (weak_reference(model), name)
    return name


def fits_of(value):
    """The names of the fits that an object had, or the models in a container."""
    entries = [known_of(fitted, one) for one in [value] + [item for _, item in held_in(value)]]
    return [entry[1] for entry in entries if entry is not None] or None


def file_call_begins(original, frame, arguments, named):
    by, file, line = caller(frame)
    if by is not None and by.split('.')[0] in CARRIERS:
        return None
    due = ordinal((function_name(original), by, file, line), FILES_PER_PLACE_MAX)[1]
    return (original, by, file, line) if due else None


def function_name(original):
    # `pickle.dump` comes from the module `_pickle`.
    return '%s.%s' % (original.__module__.lstrip('_'), original.__qualname__)


def dump_ends(ticket, result, arguments, named):
    original, by, file, line = ticket
    value = argument(arguments, named, 0, 'value', 'obj', 'tensors')
    target = argument(arguments, named, 1, 'filename', 'file', 'f', 'fname', 'filepath')
    path = place_of(target)
    if path is None or (by is not None and not is_model(value)):
        return
    emit('dump', [
        ('function', function_name(original)), ('path', path),
        ('class', class_of(value)), ('members', members_of(value)), ('fits', fits_of(value)),
        ('tuned', attempt_inside(tuned_of, value) or None), ('by', by), ('file', file), ('line', line),
    ])


def load_ends(ticket, result, arguments, named):
    original, by, file, line = ticket
    path = place_of(argument(arguments, named, 0, 'filename', 'file', 'f', 'filepath'))
    if path is None or (by is not None and not is_model(result)):
        return
    emit_load(function_name(original), path, result, (by, file, line))


def emit_load(function, path, model, place):
    attempt_inside(loaded_from, model, (path,))
    emit('load', [
        ('function', function), ('path', path), ('class', qualified(type(model))), ('members', members_of(model)),
        ('by', place[0]), ('file', place[1]), ('line', place[2]),
    ])


def own_load_begins(original, frame, arguments, named):
    # Its libraries call it for each other.
    by, file, line = caller(frame)
    return (original, by, file, line) if ordinal((function_name(original), by, file, line), FILES_PER_PLACE_MAX)[1] else None


def own_load_ends(ticket, result, arguments, named):
    """A model that reads itself from a file."""
    path = place_of(argument(arguments, named, 1, 'fname'))
    if path is not None:
        emit_load(function_name(ticket[0]), path, arguments[0], ticket[1:])


def patch_dumps(module, names):
    patch_each(module, names, file_call_begins, dump_ends)


def patch_loads(module, names):
    patch_each(module, names, file_call_begins, load_ends)


def patch_models(module, names):
    patch_each(module, 'dump save', file_call_begins, dump_ends)
    patch_each(module, 'load', file_call_begins, load_ends)


def patch_keras(module, names):
    patch_each(module, 'save_model', file_call_begins, dump_ends)
    patch_each(module, 'load_model', file_call_begins, load_ends)


def patch_safetensors(module, names):
    patch_each(module, 'save_file', file_call_begins, dump_ends)
    patch_each(module, 'load_file', file_call_begins, load_ends)
