/** Two that lead to one. */
export function Logo() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      <circle cx="3.6" cy="3.6" r="2" />
      <circle cx="3.6" cy="14.4" r="2" />
      <circle cx="14.2" cy="9" r="2.2" fill="currentColor" />
      <path d="M5.6 3.6c3.6 0 2.4 5.4 6.4 5.4M5.6 14.4c3.6 0 2.4-5.4 6.4-5.4" />
    </svg>
  )
}
