import type { Browser } from 'playwright-core'
import { builtWeb } from '../../scripts/web.ts'
import { type Served, serve } from '../../src/server/serve.ts'
import type { Project } from '../questions/project.ts'
import { openTab, startBrowser } from './browser.ts'
import { recordStory } from './record.ts'

export type ServedStory = { readonly project: Project; readonly served: Served; readonly browser: Browser }

/** The record of a story, served with the page as the sources are now, and a browser to look at it. */
export async function serveStory(): Promise<ServedStory> {
  const project = await recordStory()
  const options = { store: undefined, host: '127.0.0.1', port: 0, url: undefined, web: builtWeb() }
  const served = await serve(options, project.surroundings)
  return { project, served, browser: await startBrowser() }
}

/** A tab of its own with a page of the story, as soon as that has its heading. */
export async function openedIn({ browser, served }: ServedStory, path: string) {
  const tab = await openTab(browser)
  await tab.page.goto(`${served.address}${path}`)
  await tab.page.waitForSelector('h1')
  return tab
}

/** Ends both; nothing where they did not start. */
export async function stopStory(story: ServedStory | undefined): Promise<void> {
  await story?.browser.close()
  await story?.served.stop()
}
