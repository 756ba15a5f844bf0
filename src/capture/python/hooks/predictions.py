"""Remembers which model made an array of predictions, so that a metric can say which model it is about."""
need('models')

PREDICTING = ('predict', 'predict_proba', 'predict_log_proba', 'decision_function')
# By identity: a weak reference to an array, and what `model_fields` says of the model that made it.
predicted = {}
predicted_max = 10000
# The same of a model, until it is fitted anew: a program can predict in a loop.
models_asked = {}


def predict_begins(original, frame, arguments, named):
    return None if is_by_library(frame) else True


def predict_ends(ticket, result, arguments, named):
    global predicted_max
    if library_of_table(result) is None:
        return
    if len(predicted) > predicted_max:
        for key in [key for key, entry in predicted.items() if entry[0]() is None]:
            del predicted[key]
        predicted_max = max(10000, 2 * len(predicted))
    model = arguments[0]
    entry = models_asked.get(id(model))
    if entry is None or entry[0]() is not model or fitted.get(id(model)) is not entry[1]:
        fields = model_fields(model)
        entry = models_asked[id(model)] = (weak_reference(model), fitted.get(id(model)), fields)
    predicted[id(result)] = (weak_reference(result), entry[2])
    # What boosters give is another view of all of an array, and it is that array which a column of it is a part of.
    whole = getattr(result, 'base', None) if library_of_table(result) == 'numpy' else None
    is_given = any([whole is given for given in arguments])
    if library_of_table(whole) == 'numpy' and whole.size == result.size and not is_given:
        predicted[id(whole)] = (weak_reference(whole), entry[2])


def model_fields(model):
    """The fits that a model had, its own and those of what it chose or consists of; and the files that it came from."""
    names = sorted(set([known_fit(one) for one in [model] + predictors_in(model)]))
    entry = known_of(descents, model)
    paths = list(entry[1]) if entry is not None and entry[2] is None else None
    return [('models', names), ('loaded', paths or None)]


def known_fit(model):
    entry = known_of(fitted, model)
    return remember_fit(model) if entry is None else entry[1]


def fields_behind(predictions):
    """What is known of the model behind predictions, or behind the array that they are a part of."""
    value = predictions
    for _ in range(4):
        entry = known_of(predicted, value)
        if entry is not None:
            return entry[1]
        value = getattr(value, 'base', None) if library_of_table(value) == 'numpy' else None
    return []


def patch_predictions(cls):
    """The methods of a class, and of those that it mixes in, which are no estimators themselves."""
    for kind in cls.__mro__:
        for name in PREDICTING:
            wrap_method(kind, name, predict_begins, predict_ends)
