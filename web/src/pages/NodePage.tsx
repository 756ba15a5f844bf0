import { MissingPage } from './MissingPage.tsx'
export const NodePage = MissingPage
