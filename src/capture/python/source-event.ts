import Type from 'typebox'
import { Count, event, Names, place, type Told } from './event-fields.ts'

/** `headers` are those of the answer that say what came; `sent` is about the body of the request, `bytes` of the answer. */
export const Address = Type.Object({
  ...event,
  ...place,
  method: Type.String(),
  url: Type.String(),
  status: Count,
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  bytes: Type.Optional(Count),
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  sent: Type.Optional(
    Type.Object({
      bytes: Count,
      sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
      'content-type': Type.Optional(Type.String()),
      'content-encoding': Type.Optional(Type.String()),
      'content-range': Type.Optional(Type.String()),
    }),
  ),
  peer: Type.Optional(Type.Tuple([Type.String(), Count])),
  label: Type.Optional(
    Type.Object({
      service: Type.String(),
      operation: Type.String(),
      bucket: Type.Optional(Type.String()),
      key: Type.Optional(Type.String()),
      endpoint: Type.Optional(Type.String()),
    }),
  ),
  client: Type.Optional(Type.String()),
  count: Count,
})

/** `layer` is the outermost library that sent it. Without `text`, `table` and `operation` tell what pandas did. */
export const Query = Type.Object({
  ...event,
  ...place,
  // What a table that pandas made of its answer has for a path.
  id: Type.Optional(Type.String()),
  layer: Type.Enum(['pandas', 'sqlalchemy', 'driver']),
  text: Type.Optional(Type.String()),
  system: Type.Optional(Type.String()),
  host: Type.Optional(Type.String()),
  port: Type.Optional(Count),
  database: Type.Optional(Type.String()),
  peer: Type.Optional(Type.Tuple([Type.String(), Count])),
  operation: Type.Optional(Type.Enum(['read', 'write'])),
  table: Type.Optional(Type.String()),
  schema: Type.Optional(Type.String()),
  keeps: Type.Optional(Type.Boolean()),
  rows: Type.Optional(Count),
  columns: Type.Optional(Names),
  count: Count,
})

/**
 * A request and its answer. `sha256` is that of all the program got, without the encoding of the transfer. `client` is the
 * first module that is no library of transport, `label` what such a library calls the request. `count` says how often it
 * happened so far. Nothing is redacted.
 */
export type PythonAddress = Told<typeof Address>
/** A query that a database took, as it was sent; `rows` are those of all `count` times that it was. Nothing is redacted. */
export type PythonQuery = Told<typeof Query>
export type PythonLabel = NonNullable<PythonAddress['label']>
