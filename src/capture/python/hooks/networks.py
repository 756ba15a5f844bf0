"""Tells which optimizers PyTorch and Keras train with, how Keras trains, and whose weights a dictionary holds."""
need('estimators')
need('histories')
need('models')

# Of a dictionary of weights, by identity: a weak reference, the class of the network that gave it, and that network.
weight_owners = {}
NETWORK_LIBRARIES = ('torch', 'keras', 'tensorflow', 'tf_keras')


def outside_frame(frame):
    """The nearest frame that is none of the libraries' own, since an optimizer's class calls its base."""
    while frame is not None and str(frame.f_globals.get('__name__')).split('.')[0] in NETWORK_LIBRARIES:
        frame = frame.f_back
    return frame


def optimizer_begins(original, frame, arguments, named):
    frame = outside_frame(frame)
    if frame is None:
        return None
    by, file, line = caller(frame)
    # An optimizer of the user's calls its base from a class of theirs: that is no library, and the place is right.
    return by, file, line


def optimizer_ends(ticket, result, arguments, named):
    by, file, line = ticket
    optimizer = arguments[0]
    attempt_inside(optimizes, optimizer)
    name = qualified(type(optimizer))
    count, due = ordinal((name, by, file, line))
    settings = argument(arguments, named, 2, 'defaults')
    if not due or not isinstance(settings, dict):
        return
    emit_optimizer(type(optimizer), settings, ticket, count, attempt_inside(settings_of_groups, optimizer, settings))


GROUPS_MAX = 50


def settings_of_groups(optimizer, settings):
    """What groups of parameters have of their own, as a lower learning rate, under `param_groups.0.lr`."""
    found = []
    for index, group in enumerate(optimizer.param_groups[:GROUPS_MAX]):
        for name, value in sorted(group.items(), key=str):
            is_own = name not in settings or not is_same(value, settings[name])
            if is_own and name != 'params' and isinstance(value, (bool, int, float, str, tuple)):
                found.append(['param_groups.%d.%s' % (index, name), plain(value), 0])
    return found


def emit_optimizer(kind, settings, place, count, own=()):
    by, file, line = place
    defaults = defaults_of(kind)
    parameters = list(own) + [
        [str(name), plain(value), 1 if name in defaults and is_same(value, defaults[name]) else 0]
        for name, value in sorted(settings.items(), key=str)
    ]
    emit('fit', [
        ('class', qualified(kind)), ('method', 'optimizer'), ('by', by), ('file', file), ('line', line), ('count', count),
        ('seconds', 0.0), ('libraries', [library_of(kind)]), ('parameters', parameters),
    ])


def weights_begins(original, frame, arguments, named):
    # A network asks each of its parts in turn: the outermost is the one whose weights they are.
    return True


def weights_ends(ticket, result, arguments, named):
    if len(weight_owners) > 100:
        for key in [key for key, entry in weight_owners.items() if entry[0]() is None]:
            del weight_owners[key]
    network = arguments[0]
    weight_owners[id(result)] = (weak_reference(result), qualified(type(network)), weak_reference(network))


def network_begins(original, frame, arguments, named):
    frame = outside_frame(frame)
    ident = get_ident()
    if frame is None or ident in fits:
        return None
    by, file, line = caller(frame)
    fits[ident] = (Fit(arguments[0], 'fit', by, file, line), [arguments[0]])
    return fits[ident][0]


def network_ends(fit, result, arguments, named):
    seconds = time.time() - fit.began
    fit_fails(fit)
    model = fit.estimator
    attempt_inside(trained_on, model, 'fit')
    name = qualified(type(model))
    count, due = ordinal((name, fit.by, fit.file, fit.line))
    if not due:
        return
    fit.name = attempt_inside(remember_fit, model) or None
    data = argument(arguments, named, 1, 'x')
    answers = argument(arguments, named, 2, 'y')
    given = dict([(key, value) for key, value in named.items() if isinstance(value, (bool, int, float, str))])
    given['loss'] = getattr(model, 'loss', None)
    emit('fit', [
        ('class', name), ('method', 'fit'), ('by', fit.by), ('file', fit.file), ('line', fit.line), ('count', count),
        ('seconds', seconds), ('libraries', [library_of(type(model))]),
        ('parameters', [[key, plain(value), 0] for key, value in sorted(given.items()) if value is not None]),
        ('id', fit.name),
    ] + data_fields(fit, data, answers))
    optimizer = getattr(model, 'optimizer', None)
    if optimizer is not None and hasattr(optimizer, 'get_config'):
        emit_optimizer(type(optimizer), optimizer.get_config(), (fit.by, fit.file, fit.line), count)
    history = getattr(result, 'history', None)
    if isinstance(history, dict):
        curves = {}
        for key, values in history.items():
            data_name, metric = ('validation', key[4:]) if key.startswith('val_') else ('train', key)
            curves.setdefault(data_name, {})[metric] = values
        emit_history(name, fit, curves, {}, {'train': measured_on(answers, data)})


def patch_optimizers(module, names):
    patch_each(module, names, optimizer_begins, optimizer_ends)


def patch_weights(module, names):
    patch_each(module, names, weights_begins, weights_ends)
    patch_each(module, 'Module.load_state_dict', weights_come, weights_came)


def patch_networks(module, names):
    patch_each(module, names, network_begins, network_ends, fit_fails)
    patch_each(module, names.replace('.fit', '.predict'), predict_begins, predict_ends)
