import type { PythonAddress } from '../python/source-event.ts'

/** Programs that talk to a service rather than read data, by the first part of the module that asked. */
const services = new Set(
  (
    'pip mlflow wandb neptune comet_ml clearml aim sentry_sdk opentelemetry posthog segment amplitude google.auth msal ' +
    'azure.identity kubernetes docker openai anthropic litellm cohere mistralai langsmith prefect dagster'
  ).split(' '),
)
/** Of services that keep files, too. */
const artifactPath = /\/mlflow-artifacts\/artifacts\/|\/get-artifact(?:$|\?)/
const serviceAddress = /^https?:\/\/(?:169\.254\.169\.254|metadata\.google\.internal|huggingface\.co\/api\/)/
/** A body of these types is a question to a service, not content that it should keep. (urllib calls all it sends a form.) */
const questionType = /^application\/(?:[\w.-]+\+)?json|^application\/graphql/

/** What a request was to the run: a redirection leads on, a question was put to a service, nothing came or went. */
export type ExchangeKind = 'read' | 'write' | 'redirect' | 'nothing' | 'question'

/**
 * An answer is content when a GET got a body, a request when it is a PUT that was taken, or an upload to an object store.
 * What else goes to and fro, JSON to an interface above all, is a question.
 */
export function exchangeKind({ method, status, url, bytes, sent, label, client = '' }: PythonAddress): ExchangeKind {
  if (status >= 300 && status < 400) return status === 304 ? 'nothing' : 'redirect'
  if (status >= 400 || method === 'HEAD') return 'nothing'
  if (label !== undefined) return kindOfCall(label.operation)
  const module = client.split('.')
  const isService = services.has(module[0] ?? '') || services.has(module.slice(0, 2).join('.'))
  if ((isService && !artifactPath.test(url)) || serviceAddress.test(url)) return 'question'
  if (method === 'GET') return bytes === 0 || status === 204 ? 'nothing' : 'read'
  if (method === 'PUT' && sent !== undefined && sent.bytes > 0) {
    return questionType.test(sent['content-type'] ?? '') ? 'question' : 'write'
  }
  return method === 'POST' && /\/upload\/storage\/v1\/b\//.test(url) ? 'write' : 'question'
}

/** Of a call of Amazon's client. What a call that writes an object sends part by part is told when it is complete. */
function kindOfCall(operation: string): ExchangeKind {
  switch (operation) {
    case 'GetObject':
    case 'SelectObjectContent':
      return 'read'
    case 'PutObject':
    case 'CopyObject':
    case 'CompleteMultipartUpload':
      return 'write'
    case 'HeadObject':
    case 'HeadBucket':
    case 'UploadPart':
    case 'CreateMultipartUpload':
      return 'nothing'
  }
  return 'question'
}
