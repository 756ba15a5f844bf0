import { MissingPage } from './MissingPage.tsx'
export const SearchPage = MissingPage
