import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeClient } from './api/client.ts'
import { enter } from './api/entrance.ts'
import { makeRouter } from './router.tsx'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import { followHistory } from './parts/came-back.ts'
import { showTheme, themeNow } from './parts/theme.ts'
import 'virtual:drawing.css'

showTheme(themeNow())
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
await enter()
const router = makeRouter()
followHistory(router)
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={makeClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
