"""Tells at the end of a process what it ran on and what it had imported."""
need('imports')
need('seeds')


def record_end():
    files, code = loaded_files(list(sys.modules))
    emit('end', interpreter() + loaded_fields(files, code) + [
        ('seeded', sorted(seeded_modules) or None), ('unseeded', attempt_inside(unseeded_generators) or None),
        ('flags', attempt_inside(flags_of) or None),
    ])


def flags_of():
    torch = sys.modules.get('torch')
    if torch is None:
        return None
    return {
        'deterministicAlgorithms': bool(torch.are_deterministic_algorithms_enabled()),
        'cudnnBenchmark': bool(torch.backends.cudnn.benchmark),
    }
