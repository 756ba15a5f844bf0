import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import styles from './ThemeSwitch.module.css'
import { nextTheme, rememberTheme, type Theme, themeNow } from './theme.ts'

const signs: Readonly<Record<Theme, string>> = { system: '◐', light: '☀', dark: '☾' }

/** As the system has it, light, dark, and round again. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(themeNow)
  const turn = () => {
    const next = nextTheme(theme)
    rememberTheme(next)
    setTheme(next)
  }
  return (
    <Button
      className={styles.switch ?? ''}
      onPress={turn}
      aria-label={`Colours: ${theme}. Change to ${nextTheme(theme)}`}
    >
      <span aria-hidden="true">{signs[theme]}</span>
    </Button>
  )
}
