"""Keeps our wrappers out of what is pickled by value."""
need('estimators')


def patch_cloudpickle(module, names):
    """Makes cloudpickle, which sends classes of `__main__` to workers by value, send what we wrapped, not ours."""
    pickler = getattr(module, 'CloudPickler', None) or getattr(module, 'Pickler', None)
    original = None if pickler is None else pickler.__dict__.get('reducer_override')
    if original is None or is_ours(original):
        return

    def reducer_override(self, value):
        return original(self, value.__wrapped__ if is_sent_by_value(value) else value)

    pickler.reducer_override = hide(reducer_override)
    patch_each(module, '_class_setstate', rebuild_begins, rebuild_ends)


def rebuild_begins(original, frame, arguments, named):
    # A worker makes the class again from its parts, so that nothing of it was there when it was defined.
    base = getattr(sys.modules.get('sklearn.base'), 'BaseEstimator', None)
    return True if base is not None and issubclass(arguments[0], base) else None


def rebuild_ends(ticket, result, arguments, named):
    patch_estimator(arguments[0])


def patch_dill(module, names):
    original = module.Pickler.__dict__.get('save')
    if original is None or is_ours(original):
        return

    def save(self, value, *arguments, **named):
        return original(self, value.__wrapped__ if is_sent_by_value(value) else value, *arguments, **named)

    module.Pickler.save = hide(save)


def is_sent_by_value(value):
    if type(value) is not type(is_sent_by_value) or not is_ours(value) or not hasattr(value, '__wrapped__'):
        return False
    found = sys.modules.get(value.__module__)
    for name in value.__qualname__.split('.'):
        found = attempt_inside(getattr, found, name, None)
    return value.__module__ in ('__main__', '__mp_main__') or found is not value
