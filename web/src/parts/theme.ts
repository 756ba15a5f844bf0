// The reader's choice of colours is this browser's, not the address's: a link that is sent does not change it.

const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
const key = 'pedigree-theme'

export const nextTheme = (theme: Theme): Theme => themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'

export function themeNow(): Theme {
  const kept = localStorage.getItem(key)
  return themes.find((each) => each === kept) ?? 'system'
}

export function rememberTheme(theme: Theme): void {
  localStorage.setItem(key, theme)
  showTheme(theme)
}

export function showTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
}
