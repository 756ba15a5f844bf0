"""Tells which columns become which features of a fitted pipeline."""
need('calls')


def features_of(estimator):
    """Which columns each branch of a ColumnTransformer turns into which features, and which of them reach the model."""
    pipeline_class = getattr(sys.modules.get('sklearn.pipeline'), 'Pipeline', None)
    transformer_class = getattr(sys.modules.get('sklearn.compose._column_transformer'), 'ColumnTransformer', None)
    fields = []
    first = estimator
    is_pipeline = pipeline_class is not None and isinstance(estimator, pipeline_class)
    if is_pipeline:
        chain = [step for _, step in estimator.steps if step is not None and step != 'passthrough']
        first = chain[0] if chain else None
        fields.append(('chain', [qualified(type(step)) for step in chain]))
    if transformer_class is not None and isinstance(first, transformer_class):
        fields.append(('branches', branches_of(first)))
    if is_pipeline and len(estimator.steps) > 1 and not hasattr(estimator.steps[-1][1], 'transform'):
        count = getattr(estimator.steps[-1][1], 'n_features_in_', None)
        if isinstance(count, int):
            fields.append(('featureCount', count))
            if count <= NAMES_MAX:
                fields.extend(attempt_inside(final_features_of, estimator))
    return fields


def final_features_of(pipeline):
    return [('features', feature_names_of(pipeline[:-1]))]


def feature_names_of(transformer):
    return [str(name) for name in transformer.get_feature_names_out()]


def branches_of(transformer):
    slices = getattr(transformer, 'output_indices_', {})
    total = max([0] + [piece.stop for piece in slices.values()])
    names = attempt_inside(feature_names_of, transformer) if total <= NAMES_MAX else []
    found = []
    for name, fitted, columns in transformer.transformers_:
        piece = slices.get(name)
        if isinstance(fitted, str) and fitted == 'drop':
            continue
        branch = {'name': name, 'columns': branch_columns(transformer, name, columns), 'chain': chain_of(fitted)}
        if piece is not None:
            branch['featureCount'] = piece.stop - piece.start
            if len(names) == total:
                branch['features'] = names[piece]
        found.append(branch)
    return found


def branch_columns(transformer, name, columns):
    positions = getattr(transformer, '_transformer_to_input_indices', {}).get(name)
    names = getattr(transformer, 'feature_names_in_', None)
    if positions is not None:
        return [str(names[index]) if names is not None else str(index) for index in positions][:NAMES_MAX]
    return [str(column) for column in columns][:NAMES_MAX] if isinstance(columns, (list, tuple)) else []


def chain_of(fitted):
    if isinstance(fitted, str):
        return []
    steps = getattr(fitted, 'steps', None)
    inner = [step for _, step in steps] if isinstance(steps, list) else [fitted]
    return [qualified(type(step)) for step in inner if step is not None and not isinstance(step, str)]
