const higher = words(
  'accuracy acc balanced auc auroc auprc roc ap map prc f1 f2 fbeta fscore precision recall sensitivity specificity tpr tnr',
  'r2 explained d2 jaccard iou miou dice kappa qwk mcc matthews ndcg dcg mrr hits hit bleu sacrebleu rouge rouge1 rouge2',
  'rougel meteor chrf psnr ssim silhouette calinski pearson pearsonr spearman spearmanr kendall kendalltau gini lift rand',
  'ari nmi homogeneity completeness em cindex concordance reward success likelihood elbo',
)
const lower = words(
  'loss error errors err mae mse rmse mape smape wape mase medae rmsle msle rmspe mdape deviance perplexity ppl wer cer ter',
  'brier hinge hamming ece mce fpr fnr fid kid kl divergence nll bpb bpc logloss crossentropy bouldin eer misclassification',
  'regret pinball crps aic bic',
)
// They say how a number was made, not what it is.
const neutral = words(
  'score scores value metric rate at k macro micro weighted mean avg average val valid test train eval',
)
// What is said about a metric is none, however good the metric.
const aboutIt = words(
  'std stdv stdev var variance ci stderr sem count support samples size n threshold thresholds weight weights time',
  'seconds runtime duration epoch step steps lr gap diff difference ratio rank per',
)

/**
 * Which direction is better, for metrics that are known by their names, whoever spells them (`val_loss`, `ROC AUC`,
 * `meanAbsoluteError`, `neg_mean_squared_error`, `mAP50`); undefined for others. The last word that is known decides.
 */
export function betterOf(key: string): 'lower' | 'higher' | undefined {
  const said = wordsOf(key)
  const text = said.join(' ')
  for (const [pattern, direction] of phrases) if (pattern.test(text)) return direction
  if (aboutIt.has(said.at(-1) ?? '')) return undefined
  const known = said.findLast((word) => higher.has(word) || lower.has(word))
  if (known !== undefined) return lower.has(known) ? 'lower' : 'higher'
  return said.includes('score') && said.every((word) => neutral.has(word)) ? 'higher' : undefined
}

const phrases = [
  [
    /\bneg(?:ative)? log likelihood|cross entropy|\bfalse (?:positive|negative|discovery|omission|alarm) rate|\bmiss rate/,
    'lower',
  ],
  // What scikit-learn negates, so that greater is better, it calls neg_. D² and explained variance are shares of what a
  // baseline leaves unexplained.
  [/\bneg |\bd2 |explained variance|\btrue (?:positive|negative) rate/, 'higher'],
] as const

function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z])([A-Z][a-z])/g, '$1 $2')
    .replace(/([a-z]{2})([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => /[a-z]/.test(word))
    .map((word) => (higher.has(word) || lower.has(word) ? word : word.replace(/\d+$/, '')))
}

function words(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(' ')))
}
