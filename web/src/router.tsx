import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { parseAddress, parseNodeAddress, writeAddress } from './address.ts'
import { HomePage } from './pages/HomePage.tsx'
import { MissingPage } from './pages/MissingPage.tsx'
import { SignInPage } from './pages/SignInPage.tsx'
import { Broken } from './parts/Broken.tsx'
import { latePage } from './parts/latePage.tsx'
import { Shell } from './parts/Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage })
const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
const node = createRoute({
  getParentRoute: () => root,
  path: '/node',
  component: latePage(async () => (await import('./pages/NodePage.tsx')).NodePage),
  validateSearch: parseNodeAddress,
})
const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  component: latePage(async () => (await import('./pages/SearchPage.tsx')).SearchPage),
  validateSearch: ({ q }: Record<string, unknown>): { q?: string } => (typeof q === 'string' ? { q } : {}),
})
const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  component: latePage(async () => (await import('./pages/RunsPage.tsx')).RunsPage),
})
const models = createRoute({
  getParentRoute: () => root,
  path: '/models',
  component: latePage(async () => (await import('./pages/ModelsPage.tsx')).ModelsPage),
})
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage })

/** What the first page does not need is loaded when a link to it is pointed at. A page is a file in `pages/` and a line here; the address is the whole state of each. */
export const makeRouter = () =>
  createRouter({
    routeTree: root.addChildren([home, node, search, runs, models, signIn]),
    parseSearch: parseAddress,
    stringifySearch: writeAddress,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultErrorComponent: Broken,
    // A parameter that is not known, or not so, is as if it were not there.
    search: { strict: true },
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
