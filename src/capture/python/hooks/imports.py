"""Tells what a process has imported while it runs, since one that is killed does not tell at its end."""

# Where the name of an import says little about the distribution that brings it. Others are looked up in their records.
ALIASES = {'sklearn': 'scikit_learn', 'yaml': 'pyyaml', 'pil': 'pillow', 'dateutil': 'python_dateutil'}
# Every Python with setuptools loads it at its start, by a `.pth` file, and no program does. It brings setuptools itself in
# where a program imports `distutils`.
SHIM = '_distutils_hack'
VARIABLES = ('PYTHONHASHSEED', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'CUDA_VISIBLE_DEVICES',
             'CUBLAS_WORKSPACE_CONFIG', 'TF_DETERMINISTIC_OPS', 'PYTHONOPTIMIZE')

told_modules = set()
# By folder of packages and name of a package: the distribution's name, and its version where a record of it was found.
distributions = {}


def record_imports():
    """What was imported since the last time. Whoever is killed now has told all but what comes after this."""
    names = [name for name in list(sys.modules) if name not in told_modules]
    told_modules.update(names)
    files, code = loaded_files(names)
    files = dict([(key, file) for key, file in files.items() if key not in distributions])
    if files or code:
        emit('imports', interpreter() + loaded_fields(files, code) + [('worker', is_child() or None)])


def is_child():
    # Whoever started a worker may kill it when its work is done, and all is well.
    process = sys.modules.get('multiprocessing.process')
    return os.getpid() != first_process_id or (process is not None and process.parent_process() is not None)


def interpreter():
    main = script_path or getattr(sys.modules.get('__main__'), '__file__', None)
    system = os.uname() if hasattr(os, 'uname') else None
    return [
        ('implementation', sys.implementation.name),
        ('version', '.'.join([str(part) for part in sys.version_info[:3]])),
        ('executable', sys.executable), ('prefix', sys.prefix), ('basePrefix', sys.base_prefix),
        ('platform', sys.platform if system is None else '%s %s %s' % (system.sysname, system.release, system.machine)),
        ('libc', attempt_inside(lambda: os.confstr('CS_GNU_LIBC_VERSION')) or None),
        ('main', os.path.realpath(main) if isinstance(main, str) else None),
    ]


def loaded_fields(files, code):
    return [
        ('packages', attempt_inside(packages_of, files)), ('modules', code[:NAMES_MAX]),
        ('variables', dict([(name, os.environ[name]) for name in VARIABLES if name in os.environ])),
    ]


def loaded_files(names):
    """Of some modules: {(folder of packages, name of a package): a file of it}, [module, file] of what is in no package."""
    files = {}
    code = []
    for name in sorted(names):
        module = sys.modules.get(name)
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
    unknown = [key for key in files if key not in distributions]
    for folder in set([folder for folder, _ in unknown]):
        records = distributions_in(folder)
        missing = {}
        for name in [name for place, name in unknown if place == folder]:
            key = name.lower()
            record = records.get(key) or records.get(ALIASES.get(key))
            distributions[folder, name] = (name, None) if record is None else record[:2]
            if record is None:
                missing[name] = files[folder, name]
        for name, record in owners_of(folder, records, missing):
            distributions[folder, name] = record[:2]
    found = [distributions[key] for key in files]
    return sorted(dict(sorted(found, key=lambda each: each[1] is not None)).items())


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
