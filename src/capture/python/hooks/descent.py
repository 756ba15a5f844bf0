"""Follows models from the files that they were loaded from, through further training, to the files they are saved to."""
need('lineage')

# By identity: a weak reference to a model, the files that it came from, and how it was trained since, or None.
descents = {}
# The same of a loaded tensor, and of a parameter of a network that took one in: then with its version when it did.
loaded_tensors = {}
loaded_weights = {}
# Of each parameter that an optimizer was given: its version then. PyTorch counts a version up with each change in place.
optimized = {}
TENSORS_MAX = 100000


def predictors_in(model, depth=0):
    """The models that an estimator predicts with: the best that a search found, a booster, the last step of a pipeline."""
    held = getattr(model, '__dict__', {})
    steps = held.get('steps')
    inner = [held.get('best_estimator_'), held.get('_Booster'), steps[-1][1] if isinstance(steps, list) and steps else None]
    found = [one for one in inner if hasattr(one, '__dict__')]
    return found + [part for one in found if depth < 4 for part in predictors_in(one, depth + 1)]


def loaded_from(value, paths, depth=0):
    """Notes the files of a model, or of models and tensors in what was loaded as one."""
    if depth > 3:
        return
    if isinstance(value, (dict, list, tuple)):
        for item in list(value.values() if isinstance(value, dict) else value)[:NAMES_MAX]:
            loaded_from(item, paths, depth + 1)
    elif is_tensor(value):
        if len(loaded_tensors) < TENSORS_MAX:
            loaded_tensors[id(value)] = (weak_reference(value), paths)
    elif is_network(value):
        take_weights(value.parameters(), paths)
    elif is_model(value):
        descends(value, (paths, None))


def is_tensor(value):
    return 'torch' in sys.modules and isinstance(value, getattr(sys.modules['torch'], 'Tensor', ()))


def is_network(value):
    network = getattr(sys.modules.get('torch.nn.modules.module'), 'Module', None)
    return network is not None and isinstance(value, network)


def take_weights(parameters, paths):
    for parameter in parameters:
        if len(loaded_weights) < TENSORS_MAX:
            loaded_weights[id(parameter)] = (weak_reference(parameter), paths, parameter._version)


def files_behind(value):
    """The files of a model that a training goes on from: given as one, or loaded before."""
    entry = known_of(descents, value)
    if entry is not None:
        return entry[1]
    path = place_of(value) if isinstance(value, (str, bytes)) or hasattr(type(value), '__fspath__') else None
    return () if path is None else (path,)


def trained_on(model, how, base=None):
    """Notes that a model was trained further: the loaded one itself, or a new one that began with `base`."""
    entry = known_of(descents, model)
    paths = files_behind(base) if base is not None else () if entry is None else entry[1]
    if not paths:
        return
    descends(model, (tuple(paths), how))


def descends(model, entry):
    for one in [model] + predictors_in(model):
        descents[id(one)] = (weak_reference(one),) + entry


def goes_on(estimator, method, named):
    """How a fit begins with what was learned before, and with which model; most begin anew."""
    for name in ('xgb_model', 'init_model'):
        if named.get(name) is not None:
            return name, named[name]
    steps = vars(estimator).get('steps')
    last = steps[-1][1] if isinstance(steps, list) and steps else estimator
    if method == 'partial_fit' or getattr(last, 'warm_start', None) is True:
        return ('warm_start' if method != 'partial_fit' else method), None
    return None, None


def forgets(model):
    for one in [model] + predictors_in(model):
        descents.pop(id(one), None)


def fit_goes_on(estimator, method, named):
    how, base = goes_on(estimator, method, named)
    if how is None:
        return forgets(estimator)
    trained_on(estimator, how, base)


def tuned_of(value):
    """[[file, how], ...]: the files that what is saved descends from by further training."""
    values = [value]
    if isinstance(value, (dict, list, tuple)) and owner_of(value) is None:
        values = list(value.values() if isinstance(value, dict) else value)[:50]
    found = {}
    for one in values:
        entry = known_of(descents, one)
        if entry is not None and entry[2] is not None:
            found.update(dict([(path, entry[2]) for path in entry[1]]))
        network = network_of(one)
        if network is not None:
            found.update(dict([(path, 'weights') for path in attempt_inside(weights_trained, network)]))
    return sorted(found.items()) or None


def network_of(value):
    if is_network(value):
        return value
    owner = known_of(globals().get('weight_owners', {}), value)
    return None if owner is None else owner[2]()


def weights_trained(network):
    """The files of a network's weights, if any of its parameters has changed since it was given to an optimizer."""
    paths = set()
    is_trained = False
    for parameter in network.parameters():
        loaded = known_of(loaded_weights, parameter)
        given = known_of(optimized, parameter)
        if loaded is not None:
            paths.update(loaded[1])
        if given is not None and parameter._version > max(given[1], 0 if loaded is None else loaded[2]):
            is_trained = True
    return paths if is_trained else ()


def optimizes(optimizer):
    for group in optimizer.param_groups:
        for parameter in group['params']:
            if len(optimized) < TENSORS_MAX:
                optimized[id(parameter)] = (weak_reference(parameter), parameter._version)


def weights_come(original, frame, arguments, named):
    return True if loaded_tensors else None


def weights_came(ticket, result, arguments, named):
    given = argument(arguments, named, 1, 'state_dict')
    for name, parameter in arguments[0].named_parameters():
        entry = known_of(loaded_tensors, given[name]) if name in given else None
        if entry is not None:
            take_weights([parameter], entry[1])
