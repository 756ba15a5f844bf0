"""Tells at the end of a process what it ran on and what it had imported."""
need('seeds')

# Where the name of an import says little about the distribution that brings it. Others are looked up in their records.
ALIASES = {'sklearn': 'scikit_learn', 'yaml': 'pyyaml', 'pil': 'pillow', 'dateutil': 'python_dateutil'}
# Every Python with setuptools loads it at its start, by a `.pth` file, and no program does. It brings setuptools itself in
# where a program imports `distutils`.
SHIM = '_distutils_hack'
VARIABLES = ('PYTHONHASHSEED', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'CUDA_VISIBLE_DEVICES',
             'CUBLAS_WORKSPACE_CONFIG', 'TF_DETERMINISTIC_OPS', 'PYTHONOPTIMIZE')


def record_end():
    files, code = loaded_files()
    main = script_path or getattr(sys.modules.get('__main__'), '__file__', None)
    system = os.uname() if hasattr(os, 'uname') else None
    emit('end', [
        ('implementation', sys.implementation.name),
        ('version', '.'.join([str(part) for part in sys.version_info[:3]])),
        ('executable', sys.executable), ('prefix', sys.prefix), ('basePrefix', sys.base_prefix),
        ('platform', sys.platform if system is None else '%s %s %s' % (system.sysname, system.release, system.machine)),
        ('libc', attempt_inside(lambda: os.confstr('CS_GNU_LIBC_VERSION')) or None),
        ('main', os.path.realpath(main) if isinstance(main, str) else None),
        ('packages', attempt_inside(packages_of, files)), ('modules', code[:NAMES_MAX]),
        ('seeded', sorted(seeded_modules) or None), ('unseeded', attempt_inside(unseeded_generators) or None),
        ('flags', attempt_inside(flags_of) or None),
        ('variables', dict([(name, os.environ[name]) for name in VARIABLES if name in os.environ])),
    ])


def flags_of():
    torch = sys.modules.get('torch')
    if torch is None:
        return None
    return {
        'deterministicAlgorithms': bool(torch.are_deterministic_algorithms_enabled()),
        'cudnnBenchmark': bool(torch.backends.cudnn.benchmark),
    }


def loaded_files():
    """{(folder of packages, name of a package): a file of it}, and [module, file] of what is in no package."""
    files = {}
    code = []
    for name, module in sorted(list(sys.modules.items())):
        file = getattr(module, '__dict__', {}).get('__file__') if type(module) is type(sys) else None
        if not isinstance(file, str) or name == SHIM or name.startswith(SHIM + '.'):
            continue
        for kind in ('/site-packages/', '/dist-packages/'):
            head, separator, rest = file.rpartition(kind)
            if separator:
                files.setdefault((head + separator, rest.split('/')[0].split('.')[0]), rest)
        if not is_ignored(file) and os.path.isabs(file):
            code.append([name, os.path.realpath(file)])
    return files, code


def packages_of(files):
    """Pairs of the distribution's name and its version, which is None where no record of it was found."""
    found = {}
    for folder in sorted(set([folder for folder, _ in files])):
        records = distributions_in(folder)
        missing = {}
        for (place, name), file in files.items():
            if place != folder:
                continue
            key = name.lower()
            record = records.get(key) or records.get(ALIASES.get(key))
            if record is None:
                missing[name] = file
            else:
                found[record[0]] = record[1]
        for name, record in owners_of(folder, records, missing):
            found[record[0]] = record[1]
            missing.pop(name, None)
        for name in missing:
            found.setdefault(name, None)
    return sorted(found.items())


def distributions_in(folder):
    """{name as an identifier: (name, version, folder of the record)}"""
    found = {}
    for entry in os.listdir(folder):
        stem, extension = os.path.splitext(entry)
        parts = stem.split('-')
        if extension in ('.dist-info', '.egg-info') and len(parts) > 1:
            key = parts[0].lower().replace('.', '_')
            found[key] = (key.replace('_', '-'), parts[1], os.path.join(folder, entry))
    return found


def owners_of(folder, records, missing):
    owners = []
    wanted = dict(missing)
    for record in records.values():
        if not wanted:
            break
        listed = '\n' + text_of(os.path.join(record[2], 'RECORD'))
        tops = [] if len(listed) > 1 else text_of(os.path.join(record[2], 'top_level.txt')).split()
        for name in [name for name, file in wanted.items() if '\n%s,' % file in listed or name in tops]:
            owners.append((name, record))
            del wanted[name]
    return owners


def text_of(path):
    try:
        with open(path, encoding='utf-8', errors='replace') as record:
            return record.read()
    except OSError:
        return ''
