"""Follows queries to databases, each from the outermost library that sends it: pandas, SQLAlchemy, a driver."""
need('calls')
need('peers')

TEXT_MAX = 20000
# What a thread is in the middle of: the outermost query, to which the layers below add what they know.
querying = {}
rows_so_far = {}
# What each query is called here, and the last one that each thread's outermost library sent.
query_names = {}
last_queries = {}
forgotten_by_children.append(querying)
forgotten_by_children.append(query_names)
forgotten_by_children.append(last_queries)


class Query(object):
    def __init__(self, layer, text, frame):
        self.at = time.time()
        self.layer = layer
        self.texts = [] if text is None else [text]
        self.facts = {}
        self.rows = None
        self.file, self.line = caller(frame)[1:]

    def add(self, facts):
        for name, value in facts:
            if value is not None:
                self.facts.setdefault(name, value)


def query_opens(layer, text, frame):
    """The outermost query of a thread, and whether this call is it."""
    ident = get_ident()
    outer = querying.get(ident)
    if outer is not None:
        # What pandas makes of a table is told by it; of other texts there is one, which the layers hand on.
        if text is not None and not outer.texts:
            outer.texts.append(text)
        return outer, False
    querying[ident] = Query(layer, text, frame)
    return querying[ident], True


def query_fails(ticket):
    if ticket[1]:
        querying.pop(get_ident(), None)


def query_closes(ticket, facts):
    query, is_outermost = ticket
    query.add([fact for fact in facts if fact[0] != 'rows'])
    # The outermost knows best how many rows there are, if it knows.
    query.rows = next((value for name, value in facts if name == 'rows' and value is not None), query.rows)
    if not is_outermost:
        return
    query_fails(ticket)
    if not query.texts and 'table' not in query.facts:
        return
    text = query.texts[0][:TEXT_MAX] if query.texts else None
    told = query.facts
    place = ('query', told.get('system'), told.get('host'), told.get('database'), text, told.get('table'),
             told.get('operation'))
    if query.rows is not None:
        rows_so_far[place] = rows_so_far.get(place, 0) + query.rows
    name = query_names.setdefault(place, 'query:%d-%d' % (os.getpid(), len(query_names)))
    last_queries[get_ident()] = name
    count, due = ordinal(place, 1)
    if due:
        emit('query', sorted(told.items()) + [
            ('id', name),
            ('text', text), ('layer', query.layer), ('rows', rows_so_far.get(place)), ('file', query.file),
            ('line', query.line), ('count', count),
        ], query.at)


def text_of_query(query, cursor=None):
    """The text of what a driver takes for a query; None for what is none."""
    if isinstance(query, bytes):
        return query.decode('utf-8', 'replace')
    if isinstance(query, str):
        return str(query)
    if cursor is not None and hasattr(type(query), 'as_string'):
        return query.as_string(cursor)
    return None


def rows_of(cursor):
    rows = getattr(cursor, 'rowcount', None)
    # PyMySQL says 2^64 - 1 where it does not know.
    return rows if isinstance(rows, int) and 0 <= rows < 1 << 53 else None
