import { basename, extname, parse } from 'node:path'
import { isMetricFile } from '../metrics/metric-file.ts'
import type { PythonDump, PythonEvents } from '../python/python-event.ts'

/** What a file was to the run. */
export type FileRole = 'data' | 'model' | 'configuration' | 'metrics'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const sources = words(
  '.py .pyx .pyw .pyi .ipynb .r .rmd .qmd .jl .sh .bash .zsh .sql .js .mjs .cjs .ts .c .cc .cpp .cu .h .hpp .java .scala .kt .go .rs .rb .pl .lua .m .mk',
)
/** What sources were compiled to: loaded, never read as data. */
const compiled = /\.(?:so(?:\.[\d.]+)?|pyd|dylib|dll|jar|class|wasm|pyc)$/i
const models = words(
  '.joblib .pkl .pickle .onnx .pt .pth .ckpt .safetensors .keras .ubj .cbm .gguf .tflite .mlmodel .pmml .rds .model .bst',
)

/** Whether a file is code by its name. */
export function isSourceFile(path: string): boolean {
  return sources.has(extname(path).toLowerCase()) || compiled.test(path) || /^(?:GNU)?makefile$/i.test(basename(path))
}

/** Whether a file is a model by its name. */
export function isModelFile(path: string): boolean {
  return models.has(extname(path).toLowerCase())
}

const called =
  /^(?:models?|weights?|coefs?|coefficients?|classifiers?|regressors?|estimators?|predictors?|checkpoints?)$/i
/** What is told of a model, or made with one. */
const calledOther =
  /^(?:samples?|class|config|configuration|settings?|params?|parameters?|schema|metrics?|scores?|results?|data|features?|predictions?|preds?|outputs?|logs?|report|history)$/i
const anyContent = /\.(?:json|ya?ml|toml|npy|npz|bin|dat|msgpack|pkl|pickle)$/i

/** Whether a file that nothing else tells for a model is called one: `weights.json`, `best_model.npz`, not `model_config.json`. */
export function isCalledModel(path: string): boolean {
  const words = wordsOf(path)
  return (
    anyContent.test(path) && words.some((word) => called.test(word)) && !words.some((word) => calledOther.test(word))
  )
}

const wordsOf = (path: string): string[] => parse(path).name.split(/[^A-Za-z]+/)

/** The role of an input that is no configuration: what Python says that it loaded from it, else by its name. */
export function roleOfRead(path: string, { loads, frames }: PythonEvents): FileRole {
  return isModel(path, loads, frames) ? 'model' : 'data'
}

/**
 * The role of an output: what Python says that it dumped there, else by its name.
 * @param isModelKnown the user said which output is the model: then no other is one.
 */
export function roleOfWrite(path: string, { dumps, frames }: PythonEvents, isModelKnown: boolean): FileRole {
  if (isMetricFile(path)) return 'metrics'
  return !isModelKnown && isModel(path, dumps, frames) ? 'model' : 'data'
}

/** A model can be a folder, of which each file is then a part. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function isModel(path: string, dumps: readonly PythonDump[], frames: PythonEvents['frames']): boolean {
  const known = dumps.filter((dump) => dump.path === path && !isBareWeights(dump))
  // A table can be pickled, too.
  if (known.length === 0) return isModelFile(path) && !isCompanion(path) && !frames.some((frame) => frame.path === path)
  // What a container of plain values is, only its name can tell.
  if (known.every(isPlainContainer) && isModelFile(path)) return isCalledModel(path)
  const chosen = known.some(isPredictor) || (known.some(isEstimator) && !dumps.some(isPredictor))
  return chosen || known.some(({ members }) => members !== undefined)
}

// What a training keeps beside its weights to go on later, or to read text by, is no model of its own.
const companion = /^(?:optim(?:izer)?s?|(?:lr)?schedulers?|rng|args|tokenizers?|vocab(?:ulary)?)$/i
const isCompanion = (path: string): boolean => wordsOf(path).some((word) => companion.test(word))

// A dictionary that PyTorch wrote or read can be weights or a table of numbers: then the name tells.
const isBareWeights = ({ function: by, class: name, members }: PythonDump): boolean =>
  by.startsWith('torch.') && members === undefined && /^(?:collections\.OrderedDict|builtins\.dict)$/.test(name)

const isPlainContainer = ({ class: name, members }: PythonDump): boolean =>
  members === undefined && /^builtins\.(?:dict|list|tuple)$/.test(name)

// An object that learned something, not a table or a plain value that happened to be pickled.
const isEstimator = ({ class: name }: PythonDump): boolean =>
  !/^(?:builtins|numpy|pandas|polars|pyarrow|scipy\.sparse|collections|datetime|pathlib|decimal)\./.test(name)

// A fitted encoder that is dumped beside a model is an accessory of it; alone it is what the run was about.
const isPredictor = (dump: PythonDump): boolean =>
  (isEstimator(dump) ? [dump.class] : Object.values(dump.members ?? {})).some((name) => !accessory.test(name))

const accessory = /^sklearn\.(?:preprocessing|impute|feature_extraction|feature_selection|decomposition|compose)\./
